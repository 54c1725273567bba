import { expect, it } from 'vitest';
import { keepTiny, memoryCheckpoints } from '../../tests/memory-checkpoints';
import { picked, pickedCheckpoint } from '../../tests/picked';
import { headerBytes, splitSafetensors } from '../../tests/safetensors-file';

const ignore = () => undefined;

const NAMES: [string, (name: string) => string][] = [
  ['of MambaModel, without a prefix', (name) => name.replace('backbone.', '')],
  ['of a model in a model', (name) => `model.${name}`],
  ['of the authors', (name) => name.replace('embeddings', 'embedding')],
];

it.each(NAMES)('names %s give the same model', async (_, rename) => {
  const checkpoints = memoryCheckpoints();
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
  const plain = await checkpoints.keep(files, keepTiny, ignore);
  const other = await checkpoints.keep(
    [...others, picked('hf-f32/model.safetensors', new Uint8Array(content))],
    keepTiny,
    ignore,
  );
  expect(other.manifest.files).toEqual(plain.manifest.files);
});
