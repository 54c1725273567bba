import { Failure } from '../failure';
import type { StoredTensor } from '../model-files/safetensors';
import { bytesOf } from './bytes-of';
import { GROUP } from './cpu/words';

/**
 * A matrix [rows, columns] in 4 bits as `model.safetensors` holds it (`training/export/four_bit_file.py`): groups of 32 columns share a
 * scale and a zero point, W = (code − zero) · scale. Exact in f32: 5 bits times 11.
 */
export interface FourBits {
  words: Uint8Array<ArrayBuffer>; // [rows, columns / 2], the even column in the low half
  halves: Uint8Array<ArrayBuffer>; // [rows, columns / 32] scales, F16, little-endian
  zeros: Uint8Array<ArrayBuffer>; // [⌈rows · columns / 64⌉], the even group (counted over all rows) in the low half
}

type Tensors = ReadonlyMap<string, StoredTensor>;

/** Only matrices in 4 bits have zero points. */
export const isFourBits = (tensors: { has(name: string): boolean }, name: string): boolean =>
  tensors.has(`${name}.zero`);

/** Number `i` of those that lie two a byte, the first in the low half. */
export const nibble = (bytes: Uint8Array, i: number): number =>
  ((bytes[i >> 1] ?? 0) >> (4 * (i & 1))) & 15;

/** Numbers of 4 bits, two a byte, the first in the low half. */
export const pairs = (values: Uint8Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(
    { length: Math.ceil(values.length / 2) },
    (_, i) => (values[2 * i] ?? 0) | ((values[2 * i + 1] ?? 0) << 4),
  );

/** Scale of group `i`, the bits of an F16. */
export const halfOf = ({ halves }: FourBits, i: number): number =>
  (halves[2 * i] ?? 0) | ((halves[2 * i + 1] ?? 0) << 8);

/**
 * The three tensors of a matrix. Throws `unusable-file` where one is missing or of another shape, where columns are not in whole groups,
 * and where a scale is not a normal F16: a GPU may take subnormal numbers for zero, so engines would differ.
 */
export function readFourBits(
  tensors: Tensors,
  name: string,
  rows: number,
  columns: number,
): FourBits {
  if (columns % GROUP !== 0) {
    throw unusable(name, `has ${columns} columns, which are no groups of ${GROUP}`);
  }
  const groups = columns / GROUP;
  const four = {
    words: bytesOf(tensors, name, 'U8', [rows, columns / 2]),
    halves: bytesOf(tensors, `${name}.scale`, 'F16', [rows, groups]),
    zeros: bytesOf(tensors, `${name}.zero`, 'U8', [Math.ceil((rows * groups) / 2)]),
  };
  for (let i = 0; i < rows * groups; i++) {
    const exponent = (halfOf(four, i) >> 10) & 31;
    if (exponent === 0 || exponent === 31) {
      throw unusable(name, `has the scale ${i}, which is no normal F16 number`);
    }
  }
  return four;
}

const unusable = (name: string, reason: string) =>
  new Failure('unusable-file', `The weight ${name} in 4 bits ${reason}.`);
