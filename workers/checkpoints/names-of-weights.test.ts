import { beforeEach, expect, it, vi } from 'vitest';
import { MemoryDirectory } from '../../tests/memory-directory';
import { picked, pickedCheckpoint } from '../../tests/picked';
import { headerBytes, splitSafetensors } from '../../tests/safetensors-file';
import type { KeepOptions } from '../contract';
import { FileStore } from '../model-files/file-store';
import { createCheckpoints } from './create-checkpoints';
import { KeptModels } from './kept-models';

const template = { opening: '', passage: '{text}', closing: '{question}', stops: [] };
const options: KeepOptions = { title: 'Tiny', precision: 'u8', template, trainedTokens: 2048 };
const ignore = () => undefined;

beforeEach(() => {
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
    locks: { request: async (_: string, __: unknown, work: (lock: object) => unknown) => work({}) },
  });
});

const NAMES: [string, (name: string) => string][] = [
  ['of MambaModel, without a prefix', (name) => name.replace('backbone.', '')],
  ['of a model in a model', (name) => `model.${name}`],
  ['of the authors', (name) => name.replace('embeddings', 'embedding')],
];

it.each(NAMES)('names %s give the same model', async (_, rename) => {
  const root = new MemoryDirectory();
  const checkpoints = createCheckpoints(
    async () => new KeptModels(root.handle),
    async () => new FileStore(root.handle),
  );
  const files = pickedCheckpoint('hf-f32');
  const weights = files.find(({ path }) => path.endsWith('.safetensors'));
  const { header, data } = await splitSafetensors(weights?.file ?? new Blob());
  const renamed = Object.fromEntries(
    Object.entries(header).map(([name, entry]) => [
      name === '__metadata__' ? name : rename(name),
      entry,
    ]),
  );
  const content = await new Blob([headerBytes(renamed), data]).arrayBuffer();
  const others = files.filter((one) => one !== weights);
  const plain = await checkpoints.keep(files, options, ignore);
  const other = await checkpoints.keep(
    [...others, picked('hf-f32/model.safetensors', new Uint8Array(content))],
    options,
    ignore,
  );
  expect(other.manifest.files).toEqual(plain.manifest.files);
});
