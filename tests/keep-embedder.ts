import { vi } from 'vitest';
import { createCheckpoints } from '../workers/checkpoints/create-checkpoints';
import { KeptModels } from '../workers/checkpoints/kept-models';
import type { BundleManifest, PickedFile } from '../workers/contract';
import { FileStore } from '../workers/model-files/file-store';
import { openBundle } from '../workers/model-files/open-bundle';
import { MemoryDirectory } from './memory-directory';

/** Takes a folder over as Models does, into a storage of its own. */
export async function keepEmbedder(files: PickedFile[]): Promise<{
  manifest: BundleManifest;
  openFiles: () => ReturnType<typeof openBundle>;
}> {
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
    locks: { request: async (_: string, __: unknown, work: () => unknown) => work() },
  });
  const root = new MemoryDirectory();
  const kept = new KeptModels(root.handle);
  const open = async () => new FileStore(root.handle);
  const checkpoints = createCheckpoints(async () => kept, open);
  const options = { title: 'tiny', precision: 'u8' as const, template: null, trainedTokens: null };
  const { manifest } = await checkpoints.keep(files, options, () => undefined);
  const store = await kept.store(manifest.id);
  return { manifest, openFiles: () => openBundle(manifest, async () => store) };
}
