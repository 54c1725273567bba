import type { Gpu } from '../../../gpu/gpu';
import { randomFloats } from '../compare';
import type { Matrix } from './matrix';

/** A matrix in 8 bits on the CPU, for references: W[r, k] = (words[r, k] − 128) · scales[r]. */
export interface HostMatrix {
  words: Uint8Array<ArrayBuffer>;
  scales: Float32Array<ArrayBuffer>;
  columns: number;
}

/** A matrix with every byte value and scales of different sizes. */
export function randomMatrix(rows: number, columns: number, seed: number): HostMatrix {
  return {
    words: Uint8Array.from(randomFloats(rows * columns, seed), (value) => 128 + 127.99 * value),
    scales: randomFloats(rows, seed + 1).map((value) => 0.001 + Math.abs(value) / 50),
    columns,
  };
}

export const uploadMatrix = (gpu: Gpu, { words, scales }: HostMatrix): Matrix => ({
  format: 'u8',
  words: gpu.upload('words', words),
  scales: gpu.upload('scales', scales),
});
