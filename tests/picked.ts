import { readdirSync, readFileSync } from 'node:fs';
import type { PickedFile } from '../workers/contract';

const CHECKPOINTS = 'tests/recorded/checkpoints';

/** A recorded checkpoint as a person would pick it: its folder, with the tokenizer that all of them share. */
export function pickedCheckpoint(name: string): PickedFile[] {
  const paths = readdirSync(`${CHECKPOINTS}/${name}`, { recursive: true, withFileTypes: true });
  const own = paths
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name: file }) => {
      const path = `${parentPath}/${file}`;
      return picked(path.slice(CHECKPOINTS.length + 1), readFileSync(path));
    });
  return [...own, picked(`${name}/tokenizer.json`, readFileSync(`${CHECKPOINTS}/tokenizer.json`))];
}

/** One with a file changed, or left out. */
export const changedCheckpoint = (
  name: string,
  path: string,
  content: Uint8Array | string | null,
): PickedFile[] => [
  ...pickedCheckpoint(name).filter((one) => one.path !== `${name}/${path}`),
  ...(content === null ? [] : [picked(`${name}/${path}`, content)]),
];

export const picked = (path: string, content: Uint8Array | string): PickedFile => ({
  path,
  file: new Blob([content as BlobPart]),
});
