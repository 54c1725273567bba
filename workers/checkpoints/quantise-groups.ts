import { GROUP } from '../mamba/cpu/words';
import { fromF16 } from '../onnx/from-f16';
import { toF16 } from '../onnx/to-f16';

const HIGHEST = 15;

/**
 * A piece of a matrix in 4 bits (`mamba/four-bits.ts`): each weight rounded by itself, each group of 32 from its smallest number to its
 * largest, 0 among them. Without calibration: that is `training/four_bits`.
 * @param piece whole rows, of a multiple of 32 columns
 */
export function quantiseGroups(piece: Float32Array): {
  /** Two codes a byte. */
  words: Uint8Array<ArrayBuffer>;
  /** Of each group: the scale's F16 bits and the zero point, 0 to 15. */
  halves: Uint16Array<ArrayBuffer>;
  zeros: Uint8Array<ArrayBuffer>;
} {
  const groups = piece.length / GROUP;
  const words = new Uint8Array(piece.length / 2);
  const halves = new Uint16Array(groups);
  const zeros = new Uint8Array(groups);
  for (let group = 0; group < groups; group++) {
    const begin = group * GROUP;
    let [low, high] = [0, 0];
    for (let i = begin; i < begin + GROUP; i++) {
      const weight = piece[i] ?? NaN;
      low = Math.min(low, weight);
      high = Math.max(high, weight);
    }
    const half = toF16((high - low) / HIGHEST);
    const scale = fromF16(half);
    const zero = within(-low / scale);
    halves[group] = half;
    zeros[group] = zero;
    for (let i = begin; i < begin + GROUP; i += 2) {
      const even = within((piece[i] ?? NaN) / scale + zero);
      const odd = within((piece[i + 1] ?? NaN) / scale + zero);
      words[i / 2] = even | (odd << 4);
    }
  }
  return { words, halves, zeros };
}

const within = (value: number): number => Math.min(HIGHEST, Math.max(0, Math.round(value)));
