import { createHash } from 'node:crypto';
import type { PinnedModel } from '../workers/contract';

/** A Mamba that lies at `<root><id>/<path>`, pinned by the bytes that its files have. */
export const pinnedModel = (
  root: string,
  id: string,
  contents: ReadonlyMap<string, Uint8Array>,
): PinnedModel => ({
  root,
  manifest: {
    id,
    kind: 'mamba',
    title: 'tiny',
    licence: 'MIT',
    files: [...contents].map(([path, bytes]) => ({
      path,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    })),
  },
});
