import { readdirSync, readFileSync } from 'node:fs';
import type { PickedFile } from '../workers/contract';

const CHECKPOINTS = 'tests/recorded/checkpoints';

/** A recorded checkpoint as a person would pick it: its folder, with the tokenizer that all of them share. */
export function pickedCheckpoint(name: string): PickedFile[] {
  const own = readdirSync(`${CHECKPOINTS}/${name}`).map((file) =>
    picked(`${name}/${file}`, readFileSync(`${CHECKPOINTS}/${name}/${file}`)),
  );
  return [...own, picked(`${name}/tokenizer.json`, readFileSync(`${CHECKPOINTS}/tokenizer.json`))];
}

export const picked = (path: string, content: Uint8Array | string): PickedFile => ({
  path,
  file: new Blob([content as BlobPart]),
});
