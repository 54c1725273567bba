import type { Gpu } from '../../../gpu/gpu';
import { fromF16 } from '../../../onnx/from-f16';
import { GROUP } from '../../cpu/words';
import { halfOf, nibble, type FourBits } from '../../four-bits';
import { at, randomFloats } from '../compare';
import { packGroups, type Matrix, type MatrixFormat } from './matrix';

/** A matrix on the CPU, for references: what its weights are exactly, and as `model.safetensors` holds them. */
export interface HostMatrix {
  rows: number;
  columns: number;
  weights: Float64Array<ArrayBuffer>; // [rows, columns]
  stored: StoredMatrix;
}

export type StoredMatrix =
  | { format: 'u8'; words: Uint8Array<ArrayBuffer>; scales: Float32Array<ArrayBuffer> }
  | ({ format: 'u4' } & FourBits);

/** W[r, k] = (words[r, k] − 128) · scales[r], with every byte value and scales of different sizes. */
function randomEightBits(rows: number, columns: number, seed: number, size: number) {
  const words = Uint8Array.from(
    randomFloats(rows * columns, seed),
    (value) => 128 + 127.99 * value,
  );
  const scales = randomFloats(rows, seed + 1).map((value) => size * (0.001 + Math.abs(value) / 50));
  return { words, scales };
}

/** Every code and zero point; scales from 2⁻¹³ to 2⁻⁷ with all digits that an F16 has. */
export function randomFourBits(rows: number, columns: number, seed: number): FourBits {
  const groups = (rows * columns) / GROUP;
  const bytes = (count: number, from: number) =>
    Uint8Array.from(randomFloats(count, from), (value) => 128 + 127.99 * value);
  const halves = new Uint16Array(groups);
  for (const [i, value] of randomFloats(groups, seed + 1).entries()) {
    halves[i] = (5 + 2.99 * value) * 1024;
  }
  return {
    words: bytes((rows * columns) / 2, seed),
    halves: new Uint8Array(halves.buffer),
    zeros: bytes(Math.ceil(groups / 2), seed + 2),
  };
}

/**
 * The same numbers in every run.
 * @param size factor of 8-bit weights, which are up to 2.7 without; those of 4 bits are at most 0.12
 */
export function randomMatrix(
  format: MatrixFormat,
  rows: number,
  columns: number,
  seed: number,
  size = 1,
): HostMatrix {
  return hostMatrix(
    rows,
    columns,
    format === 'u8'
      ? { format, ...randomEightBits(rows, columns, seed, size) }
      : { format, ...randomFourBits(rows, columns, seed) },
  );
}

export function hostMatrix(rows: number, columns: number, stored: StoredMatrix): HostMatrix {
  const weights = new Float64Array(rows * columns);
  for (const i of weights.keys()) {
    weights[i] =
      stored.format === 'u8'
        ? (at(stored.words, i) - 128) * at(stored.scales, Math.floor(i / columns))
        : fourBitWeight(stored, i);
  }
  return { rows, columns, weights, stored };
}

function fourBitWeight(four: FourBits, i: number): number {
  const group = Math.floor(i / GROUP);
  return (nibble(four.words, i) - nibble(four.zeros, group)) * fromF16(halfOf(four, group));
}

export function uploadMatrix(gpu: Gpu, { stored }: HostMatrix): Matrix {
  const scales = stored.format === 'u8' ? stored.scales : packGroups(stored);
  return {
    format: stored.format,
    words: gpu.upload('words', stored.words),
    scales: gpu.upload('scales', scales),
  };
}
