import { readFileSync } from 'node:fs';
import type { Architecture, Backend, BundleManifest, Reader } from '../../workers/contract';
import { openMambaCpu } from '../../workers/mamba/cpu/open-mamba-cpu';
import { openMambaGpu } from '../../workers/mamba/open-mamba-gpu';
import type { BundleFiles } from '../../workers/model-files/bundle-files';
import { loadOrt } from '../../workers/onnx/load-ort';
import { createReader } from '../../workers/reader/create-reader';
import { openPromptTokenizer } from '../../workers/tokenizer/open-prompt-tokenizer';
import { openTransformer } from '../../workers/transformer/open-transformer';
import { giveWebGpu } from '../webgpu-for-node';

/** Before anything is opened: ONNX Runtime starts its threads with the first model. */
export async function setThreads(count: number): Promise<void> {
  (await loadOrt('cpu')).env.wasm.numThreads = count;
}

/** This process' GPU, for ONNX Runtime too: its build with WebGPU would fetch its program as a page does. */
export async function giveGpu(): Promise<void> {
  giveWebGpu();
  const program = 'node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.wasm';
  const { wasm } = (await loadOrt('webgpu')).env;
  wasm.wasmBinary = new Uint8Array(readFileSync(program)).buffer;
  wasm.numThreads = 1;
}

/** Files of a bundle below `public`, as the workers read them from the browser's storage. */
export const bundleFiles = (id: string): BundleFiles => ({
  read: async (path) => new Uint8Array(readFileSync(`public/${id}/${path}`)),
});

/** A reader in this process; on `webgpu` only behind `giveGpu`. */
export async function openReader(
  architecture: Architecture,
  manifest: BundleManifest,
  backend: Backend,
) {
  const reader: Reader = createReader({
    architecture,
    openFiles: async ({ id }) => bundleFiles(id),
    openTokenizer: async (files) => openPromptTokenizer(await files.read('tokenizer.json')),
    openDecoder: (files, on, onPhase) => {
      if (architecture === 'transformer') return openTransformer(files, on, onPhase);
      return on === 'webgpu' ? openMambaGpu(files, onPhase) : openMambaCpu(files, onPhase);
    },
  });
  const info = await reader.load(manifest, backend, () => undefined);
  return { reader, info };
}
