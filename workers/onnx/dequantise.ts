import { bytesOf } from '../mamba/bytes-of';
import { GROUP } from '../mamba/cpu/words';
import { halfOf, isFourBits, nibble, readFourBits } from '../mamba/four-bits';
import type { StoredTensor } from '../model-files/safetensors';
import { fromF16 } from './from-f16';

/**
 * The matrix of this name, in 4 or 8 bits a number, as numbers of 32 bits: [rows, columns]. In 4 bits it is exact (`mamba/four-bits.ts`); in
 * 8 bits, (u8 − 128) · scale[row], it is rounded once. Throws `unusable-file`.
 */
export function dequantise(
  tensors: ReadonlyMap<string, StoredTensor>,
  name: string,
): Float32Array<ArrayBuffer> {
  return isFourBits(tensors, name) ? ofFourBits(tensors, name) : ofEightBits(tensors, name);
}

function ofFourBits(tensors: ReadonlyMap<string, StoredTensor>, name: string) {
  const [rows = 0, groups = 0] = tensors.get(`${name}.scale`)?.shape ?? [];
  const four = readFourBits(tensors, name, rows, groups * GROUP);
  const values = new Float32Array(rows * groups * GROUP);
  for (let group = 0, i = 0; group < rows * groups; group++) {
    const scale = fromF16(halfOf(four, group));
    const zero = nibble(four.zeros, group);
    for (const end = i + GROUP; i < end; i++) values[i] = (nibble(four.words, i) - zero) * scale;
  }
  return values;
}

function ofEightBits(tensors: ReadonlyMap<string, StoredTensor>, name: string) {
  const [rows = 0, columns = 0] = tensors.get(name)?.shape ?? [];
  const words = bytesOf(tensors, name, 'U8', [rows, columns]);
  const scales = new Float32Array(bytesOf(tensors, `${name}.scale`, 'F32', [rows]).slice().buffer);
  const values = new Float32Array(words.length);
  for (const [row, scale] of scales.entries()) {
    const end = (row + 1) * columns;
    for (let i = row * columns; i < end; i++) values[i] = ((words[i] ?? 128) - 128) * scale;
  }
  return values;
}
