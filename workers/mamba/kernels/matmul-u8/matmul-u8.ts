import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import matmulCode from './matmul-u8.wgsl?raw';
import matvecCode from './matvec-u8.wgsl?raw';

/** A matrix W [rows, columns] in 8 bits: W[r, k] = (u8 − 128) · scales[r]. */
export interface U8Matrix {
  /** [rows, columns / 4], four weights a word. */
  words: GPUBuffer;
  /** [rows] */
  scales: GPUBuffer;
}

export interface MatmulShape {
  rows: number;
  columns: number;
  /** y += instead of y =. */
  accumulate?: boolean;
}

const TILE = 64;

/** y [tokens, rows] = x [tokens, columns] · Wᵀ, for many tokens. */
export async function compileMatmul(gpu: Gpu, { rows, columns, accumulate = false }: MatmulShape) {
  const constants = { ROWS: rows, COLUMNS: columns, ACCUMULATE: Number(accumulate) };
  const pipeline = await gpu.pipeline('matmul-u8', matmulCode, constants);
  return (buffers: { run: Binding; x: Binding; w: U8Matrix; y: Binding }): Dispatch =>
    bind(
      gpu.device,
      pipeline,
      [buffers.run, buffers.x, buffers.w.words, buffers.w.scales, buffers.y],
      (tokens) => [Math.ceil(rows / TILE), Math.ceil(tokens / TILE)],
    );
}

const ROWS_A_WORKGROUP = 8;

/** y [rows] = x [columns] · Wᵀ, for one token. */
export async function compileMatvec(gpu: Gpu, { rows, columns, accumulate = false }: MatmulShape) {
  const constants = {
    ROWS: rows,
    COLUMNS: columns,
    ACCUMULATE: Number(accumulate),
    ROWS_A_WORKGROUP,
  };
  const pipeline = await gpu.pipeline('matvec-u8', matvecCode, constants);
  return (buffers: { x: Binding; w: U8Matrix; y: Binding }): Dispatch =>
    bind(gpu.device, pipeline, [buffers.x, buffers.w.words, buffers.w.scales, buffers.y], () => [
      Math.ceil(rows / ROWS_A_WORKGROUP),
      1,
    ]);
}
