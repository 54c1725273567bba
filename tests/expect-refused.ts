import { expect } from 'vitest';
import type { PickedFile } from '../workers/contract';
import { keepTiny, memoryCheckpoints } from './memory-checkpoints';
import { MemoryDirectory } from './memory-directory';
import { unusable } from './unusable';

/** A picked folder is neither looked into nor kept, for these reasons, and leaves nothing behind. */
export async function expectRefused(
  files: () => Promise<PickedFile[]> | PickedFile[],
  words: RegExp,
): Promise<void> {
  const root = new MemoryDirectory();
  const checkpoints = memoryCheckpoints(root);
  await expect(checkpoints.inspect(await files())).rejects.toThrow(unusable(words));
  await expect(checkpoints.keep(await files(), keepTiny, () => undefined)).rejects.toThrow(
    unusable(words),
  );
  expect(root.folders.size).toBe(0);
}
