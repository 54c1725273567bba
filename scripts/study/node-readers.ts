import { readFileSync } from 'node:fs';
import type { Architecture, Backend, BundleManifest, Reader } from '../../workers/contract';
import { openMambaCpu } from '../../workers/mamba/cpu/open-mamba-cpu';
import { openMambaGpu } from '../../workers/mamba/open-mamba-gpu';
import type { BundleFiles } from '../../workers/model-files/bundle-files';
import { loadOrt } from '../../workers/onnx/load-ort';
import { createReader } from '../../workers/reader/create-reader';
import { openPromptTokenizer } from '../../workers/tokenizer/open-prompt-tokenizer';
import { openTransformer } from '../../workers/transformer/open-transformer';

/** Before anything is opened: ONNX Runtime starts its threads with the first model. */
export async function setThreads(count: number): Promise<void> {
  (await loadOrt('cpu')).env.wasm.numThreads = count;
}

/** Files of a bundle below `public`, as the workers read them from the browser's storage. */
export const bundleFiles = (id: string): BundleFiles => ({
  read: async (path) => new Uint8Array(readFileSync(`public/${id}/${path}`)),
});

/** A reader in this process. ONNX Runtime's WebGPU needs a browser, so the Transformer is on the processor in any case. */
export async function openReader(
  architecture: Architecture,
  manifest: BundleManifest,
  wish: Backend,
) {
  const backend = architecture === 'mamba' ? wish : 'cpu';
  if (backend === 'webgpu') await giveWebGpu();
  const reader: Reader = createReader({
    architecture,
    openFiles: async ({ id }) => bundleFiles(id),
    openTokenizer: async (files) => openPromptTokenizer(await files.read('tokenizer.json')),
    openDecoder: (files, on, onPhase) => {
      if (architecture === 'transformer') return openTransformer(files, 'cpu', onPhase);
      return on === 'webgpu' ? openMambaGpu(files, onPhase) : openMambaCpu(files, onPhase);
    },
  });
  const info = await reader.load(manifest, backend, () => undefined);
  return { reader, info };
}

/** Chromium's WebGPU without the browser. */
async function giveWebGpu(): Promise<void> {
  const { create, globals } = await import('webgpu');
  Object.assign(globalThis, globals);
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu: create([]), hardwareConcurrency: 2 },
    configurable: true,
  });
}
