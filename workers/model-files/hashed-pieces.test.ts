import { expect, it } from 'vitest';
import { hugeBlob } from '../../tests/huge-blob';
import { PIECE_BYTES, readHashedPieces } from './hashed-pieces';
import { sha256Hex } from './sha256-hex';

const FOUR_GIB = 2 ** 32;
/** Not zeros: what lies on both sides of 4 GiB, and the end in a piece of its own. */
const middle = Uint8Array.from({ length: 40_000 }, (_, at) => at % 251);
const places = [
  { at: FOUR_GIB - 20_000, bytes: middle },
  { at: FOUR_GIB + 3 * PIECE_BYTES, bytes: Uint8Array.of(1, 2, 3) },
];
const file = hugeBlob(FOUR_GIB + 3 * PIECE_BYTES + 3, places);

async function hashes(): Promise<string[]> {
  const zeros = await sha256Hex(new Uint8Array(PIECE_BYTES));
  const all = new Array<string>(Math.ceil(file.size / PIECE_BYTES)).fill(zeros);
  for (const index of [511, 512, 515]) {
    const piece = file.slice(index * PIECE_BYTES, (index + 1) * PIECE_BYTES);
    all[index] = await sha256Hex(new Uint8Array(await piece.arrayBuffer()));
  }
  return all;
}

it('reads and verifies parts on both sides of 4 GiB, and the end', async () => {
  const parts = readHashedPieces(file, await hashes(), 'weights');
  expect(parts.bytes).toBe(file.size);
  expect(await parts.read(FOUR_GIB - 20_000, FOUR_GIB + 20_000)).toEqual(middle);
  expect(await parts.read(file.size - 3, file.size)).toEqual(Uint8Array.of(1, 2, 3));
  expect(await parts.read(5, 5)).toEqual(new Uint8Array());
  await expect(parts.read(file.size - 3, file.size + 1)).rejects.toThrow(RangeError);
});

it('names the place where a byte is another', async () => {
  const damaged = hugeBlob(file.size, [...places, { at: FOUR_GIB + 9, bytes: Uint8Array.of(99) }]);
  const parts = readHashedPieces(damaged, await hashes(), 'weights');
  expect(await parts.read(0, 4)).toEqual(new Uint8Array(4));
  await expect(parts.read(FOUR_GIB, FOUR_GIB + 4)).rejects.toThrow(
    expect.objectContaining({
      name: 'hash-mismatch',
      message: expect.stringContaining('4294967296') as string,
    }) as Error,
  );
});

it('says that memory is not enough for a part', async () => {
  const parts = readHashedPieces(file, await hashes(), 'weights');
  await expect(parts.read(0, 2 ** 53 - 1)).rejects.toThrow(
    expect.objectContaining({ name: 'out-of-memory' }) as Error,
  );
});
