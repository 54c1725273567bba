import { fromF16 } from '../../onnx/from-f16';
import type { PlacedMatrix } from './memory-layout';
import { GROUP, PANEL } from './words';

/** A matrix [rows, columns] in 4 bits as `model.safetensors` holds it: W = (code − zero) · scale of a group of 32 columns. */
export interface FourBits {
  words: Uint8Array; // [rows, columns / 2], the even column in the low half
  halves: Uint8Array; // [rows, columns / 32] F16, little-endian
  zeros: Uint8Array; // [rows · columns / 64], the even group in the low half
}

const nibble = (bytes: Uint8Array, i: number): number =>
  ((bytes[i >> 1] ?? 0) >> (4 * (i & 1))) & 15;

/** Puts it where `matrix` is, in the order of its kernels (`words.ts`). */
export function placeFourBits(
  { words, halves, zeros }: FourBits,
  rows: number,
  columns: number,
  matrix: PlacedMatrix,
  memory: ArrayBufferLike,
): void {
  const panels = matrix.rows / PANEL;
  const codes = new Uint8Array(memory, matrix.weights, (panels * columns * PANEL) / 2);
  const groups = columns / GROUP;
  const scales = new Float32Array(memory, matrix.scales, panels * groups * 2 * PANEL);
  for (let row = 0; row < rows; row++) {
    const panel = Math.floor(row / PANEL);
    const lane = row % PANEL;
    const half = PANEL / 2;
    for (let k = 0; k < columns; k++) {
      const at = (panel * columns + k) * half + (lane % half);
      codes[at] = (codes[at] ?? 0) | (nibble(words, row * columns + k) << (lane < half ? 0 : 4));
    }
    for (let group = 0; group < groups; group++) {
      const from = row * groups + group;
      const to = (panel * groups + group) * 2 * PANEL + lane;
      scales[to] = fromF16((halves[2 * from] ?? 0) | ((halves[2 * from + 1] ?? 0) << 8));
      scales[to + PANEL] = nibble(zeros, from);
    }
  }
}
