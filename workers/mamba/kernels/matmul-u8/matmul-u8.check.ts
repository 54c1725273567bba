import type { Gpu } from '../../../gpu/gpu';
import { randomFloats, worstRatio } from '../compare';
import { runOnce } from '../run-once';
import { compileMatmul, compileMatvec, type MatmulShape, type U8Matrix } from './matmul-u8';
import { matmulReference, type HostMatrix } from './matmul-u8.reference';

export type { HostMatrix };

/** A matrix with every byte value and scales of different sizes. */
export function randomMatrix(rows: number, columns: number, seed: number): HostMatrix {
  return {
    words: Uint8Array.from(randomFloats(rows * columns, seed), (value) => 128 + 127.99 * value),
    scales: randomFloats(rows, seed + 1).map((value) => 0.001 + Math.abs(value) / 50),
    columns,
  };
}

export const uploadMatrix = (gpu: Gpu, { words, scales }: HostMatrix): U8Matrix => ({
  words: gpu.upload('words', words),
  scales: gpu.upload('scales', scales),
});

/** `tokens` of one: the matrix–vector kernel; of more: the matrix–matrix kernel. */
export async function checkMatmul(
  gpu: Gpu,
  { tokens, ...shape }: MatmulShape & { tokens: number },
): Promise<number> {
  const { rows, columns, accumulate } = shape;
  const matrix = randomMatrix(rows, columns, 4);
  const input = randomFloats(tokens * columns, 6, 3);
  const before = accumulate ? randomFloats(tokens * rows, 7, 10) : undefined;
  const w = uploadMatrix(gpu, matrix);
  const x = gpu.upload('x', input);
  const y = before ? gpu.upload('y', before) : gpu.storage('y', 4 * tokens * rows);
  const run = gpu.uniform('tokens', Uint32Array.of(tokens));
  const dispatch =
    tokens === 1
      ? (await compileMatvec(gpu, shape))({ x, w, y })
      : (await compileMatmul(gpu, shape))({ run, x, w, y });
  const actual = await runOnce(gpu, [dispatch], tokens, y);
  return worstRatio(actual, matmulReference(input, matrix, before));
}
