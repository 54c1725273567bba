import { expect, it } from 'vitest';
import { expectRefused } from '../../tests/expect-refused';
import { keepTiny, memoryCheckpoints } from '../../tests/memory-checkpoints';
import { MemoryDirectory } from '../../tests/memory-directory';
import { changedCheckpoint, pickedCheckpoint } from '../../tests/picked';
import { headerBytes, splitSafetensors, type Header } from '../../tests/safetensors-file';
import { unusable } from '../../tests/unusable';
import type { PickedFile } from '../contract';

const ignore = () => undefined;
const D = 'backbone.layers.0.mixer.D';
const NORM = 'backbone.norm_f.weight';
const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);

/** The weights of hf-f32 with another header. */
async function withHeader(
  change: (header: Header) => Header | string | void,
  claimed?: bigint,
): Promise<PickedFile[]> {
  const file = pickedCheckpoint('hf-f32').find(({ path }) => path.endsWith('safetensors'))?.file;
  const { header, data } = await splitSafetensors(file ?? new Blob());
  const begin = headerBytes(change(header) ?? header, claimed);
  const made = new Uint8Array(begin.length + data.length);
  made.set(begin);
  made.set(data, begin.length);
  return changedCheckpoint('hf-f32', 'model.safetensors', made);
}

it.each<[string, () => Promise<PickedFile[]> | PickedFile[], RegExp]>([
  [
    'a picture renamed',
    () => changedCheckpoint('hf-f32', 'model.safetensors', PNG),
    /header claims/,
  ],
  [
    'a shard left out',
    () => changedCheckpoint('hf-f16-sharded', 'model-00002-of-00003.safetensors', null),
    /missing in the folder: model-00002/,
  ],
  ['a header longer than the file', () => withHeader(ignore, 2n ** 62n), /header claims/],
  ['a header cut short', () => withHeader(ignore, 100n), /header is not JSON/],
  [
    'offsets outside of the file',
    () =>
      withHeader((header) => {
        const { data_offsets: old = [] } = header[NORM] ?? {};
        const data_offsets = old.map((offset) => offset + 1e9);
        header[NORM] = { dtype: 'F32', shape: [16], data_offsets };
      }),
    /overlaps another tensor or leaves a gap/,
  ],
  [
    'tensors that overlap',
    () => withHeader((header) => void (header[D] = header[NORM] ?? {})),
    /overlaps another tensor|takes \d+ bytes/,
  ],
  [
    'a size that is not the shape',
    () => withHeader((header) => void header[D]?.shape?.push(7)),
    /its shape needs/,
  ],
  [
    'a shape whose product is beyond all numbers',
    () => withHeader((header) => void header[D]?.shape?.push(2 ** 53 - 1, 2 ** 53 - 1)),
    /its shape needs/,
  ],
  [
    'an unknown type',
    () => withHeader((header) => void (header[D] = { ...header[D], dtype: 'F4' })),
    /unknown type "F4"/,
  ],
  [
    'integers for weights',
    () => withHeader((header) => void (header[D] = { ...header[D], dtype: 'I32' })),
    /D is I32/,
  ],
  [
    'a tensor left out',
    () =>
      withHeader((header) => {
        header.other = header[D] ?? {};
        delete header[D];
      }),
    /D is missing/,
  ],
  [
    'a name twice',
    () => withHeader((header) => JSON.stringify(header).replace(D, NORM)),
    /overlaps another tensor or leaves a gap/,
  ],
  [
    'a tensor called __proto__',
    () => withHeader((header) => JSON.stringify(header).replace(D, '__proto__')),
    /D is missing/,
  ],
  ['a header that is a list', () => withHeader(() => '[]'), /no table of tensors/],
  ['a tensor that is nothing', () => withHeader(() => '{"a":null}'), /unknown type/],
  [
    'negative offsets',
    () => withHeader((header) => void (header[D] = { ...header[D], data_offsets: [-64, 64] })),
    /no shape or no place/,
  ],
  [
    'an index that is a list of numbers',
    () =>
      changedCheckpoint('hf-f16-sharded', 'model.safetensors.index.json', '{"weight_map":{"a":7}}'),
    /missing in the folder: 7/,
  ],
])('%s: said, nothing kept', (_, files, words) => expectRefused(files, words));

it('a name like a path stays below', async () => {
  const root = new MemoryDirectory();
  const files = changedCheckpoint(
    'hf-f16-sharded',
    'model.safetensors.index.json',
    '{"weight_map":{"a":"../../../etc/passwd"}}',
  );
  await expect(memoryCheckpoints(root).inspect(files)).rejects.toThrow(
    unusable(/missing in the folder/),
  );
});

it('weights that are no numbers are found before anything is kept', async () => {
  const root = new MemoryDirectory();
  const files = await withHeader(ignore);
  const weights = files.find(({ path }) => path.endsWith('safetensors'));
  const bytes = new Uint8Array((await weights?.file.arrayBuffer()) ?? new ArrayBuffer(0));
  bytes.fill(0xff, -4); // an F32 that is no number
  await expect(
    memoryCheckpoints(root).keep(
      changedCheckpoint('hf-f32', 'model.safetensors', bytes),
      keepTiny,
      ignore,
    ),
  ).rejects.toThrow(unusable(/infinity or no number/));
  expect(root.folders.size).toBe(0);
});
