import { fromF16 } from '../../onnx/from-f16';
import { halfOf, nibble, type FourBits } from '../four-bits';
import type { PlacedMatrix } from './memory-layout';
import { GROUP, PANEL } from './words';

/** Puts it where `matrix` is, in the order of its kernels (`words.ts`). */
export function placeFourBits(
  four: FourBits,
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
      codes[at] =
        (codes[at] ?? 0) | (nibble(four.words, row * columns + k) << (lane < half ? 0 : 4));
    }
    for (let group = 0; group < groups; group++) {
      const from = row * groups + group;
      const to = (panel * groups + group) * 2 * PANEL + lane;
      scales[to] = fromF16(halfOf(four, from));
      scales[to + PANEL] = nibble(four.zeros, from);
    }
  }
}
