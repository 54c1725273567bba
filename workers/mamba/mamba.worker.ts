import { expose } from 'comlink';
import { openBundle } from '../model-files/open-bundle';
import { createReader } from '../reader/create-reader';
import { openReaderTokenizer } from '../tokenizer/open-reader-tokenizer';

expose(
  createReader({
    architecture: 'mamba',
    openFiles: (manifest) => openBundle(manifest),
    openTokenizer: openReaderTokenizer,
    // Each backend is a module of its own: a page on the GPU never loads ONNX Runtime for this reader.
    openDecoder: async (files, backend, onPhase) => {
      if (backend === 'cpu') {
        const { openMambaCpu } = await import('./cpu/open-mamba-cpu');
        return openMambaCpu(files, onPhase);
      }
      const { openMambaGpu } = await import('./open-mamba-gpu');
      return openMambaGpu(files, onPhase);
    },
  }),
);
