import { expect, it } from 'vitest';
import { keepTiny, memoryCheckpoints } from '../../tests/memory-checkpoints';
import { hugeBlob } from '../../tests/huge-blob';
import { pickedCheckpoint } from '../../tests/picked';
import { headerBytes, splitSafetensors, type Header } from '../../tests/safetensors-file';
import type { PickedFile } from '../contract';

const ignore = () => undefined;

/** The file with a tensor that nobody asks for before all others: `gap` bytes of zeros that lie nowhere. */
async function widened({ path, file }: PickedFile, gap: number): Promise<Blob> {
  const { header: old, data } = await splitSafetensors(file);
  const header: Header = {
    [`unused of ${path}`]: { dtype: 'U8', shape: [gap], data_offsets: [0, gap] },
  };
  for (const [name, entry] of Object.entries(old)) {
    const data_offsets = entry.data_offsets?.map((offset) => offset + gap);
    header[name] = data_offsets ? { ...entry, data_offsets } : entry;
  }
  const begin = headerBytes(header);
  return hugeBlob(begin.length + gap + data.length, [
    { at: 0, bytes: begin },
    { at: begin.length + gap, bytes: data },
  ]);
}

// Behind 2 GB, across 4 GiB, and behind 10 GB, where 32 bits of an offset would have wrapped twice.
it.each([
  ['hf-f32', 2.2e9],
  ['hf-f32', 2 ** 32 - 20_000],
  ['hf-f16-sharded', 10.3e9],
])('%s with its weights behind byte %d becomes the same model', async (name, gap) => {
  const checkpoints = memoryCheckpoints();
  const files = pickedCheckpoint(name);
  const wide: PickedFile[] = await Promise.all(
    files.map(async (one) =>
      one.path.endsWith('.safetensors') ? { ...one, file: await widened(one, gap) } : one,
    ),
  );
  const plain = await checkpoints.keep(files, keepTiny, ignore);
  const huge = await checkpoints.keep(wide, keepTiny, ignore);
  expect(huge.manifest.files).toEqual(plain.manifest.files);
});
