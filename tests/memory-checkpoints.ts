import { vi } from 'vitest';
import { createCheckpoints } from '../workers/checkpoints/create-checkpoints';
import { KeptModels } from '../workers/checkpoints/kept-models';
import type { KeepOptions } from '../workers/contract';
import { FileStore } from '../workers/model-files/file-store';
import { MemoryDirectory } from './memory-directory';

const template = { opening: '', passage: '{text}', closing: '{question}', stops: [] };
/** How the recorded checkpoints are kept. */
export const keepTiny: KeepOptions = {
  title: 'Tiny',
  precision: 'u8',
  template,
  trainedTokens: 2048,
};

/** Models of one's own in memory, with room for a gigabyte, for one tab. */
export function memoryCheckpoints(root = new MemoryDirectory()) {
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
    locks: { request: async (_: string, __: unknown, work: (lock: object) => unknown) => work({}) },
  });
  const downloads = new MemoryDirectory();
  return createCheckpoints(
    async () => new KeptModels(root.handle),
    async () => new FileStore(downloads.handle),
  );
}
