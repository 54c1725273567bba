import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import { withFormat, type Matrix, type MatrixFormat } from './matrix';
import code from './matmul.wgsl?raw';

export interface MatmulShape {
  rows: number;
  columns: number;
  /** y += instead of y =. */
  accumulate?: boolean;
}

/** The part of y that a workgroup makes, and an invocation of it: 4 · `tokenQuads` × 4 · `rowQuads`. */
export interface MatmulTile {
  tokens: number;
  rows: number;
  tokenQuads: number;
  rowQuads: number;
  /** Columns staged at a time: 16 or 32. */
  depth: number;
  /** Groups of invocations that share the columns: 1, or a power of two, and then `rows` is at most 2 · `depth`. */
  slices: number;
}

/** Of a workgroup. */
export const matmulInvocations = (tile: MatmulTile): number =>
  (tile.slices * tile.tokens * tile.rows) / (16 * tile.tokenQuads * tile.rowQuads);

/** y [tokens, rows] = x [tokens, columns] · Wᵀ, for many tokens and every shape whose columns are a multiple of the depth. */
export async function compileMatmul(gpu: Gpu, format: MatrixFormat, tile: MatmulTile) {
  const constants = {
    TILE_TOKENS: tile.tokens,
    TILE_ROWS: tile.rows,
    TOKEN_QUADS: tile.tokenQuads,
    ROW_QUADS: tile.rowQuads,
    DEPTH: tile.depth,
    SLICES: tile.slices,
  };
  const text = Object.entries(constants).map(([name, value]) => `const ${name} = ${value}u;\n`);
  const pipeline = await gpu.pipeline('matmul', text.join('') + withFormat(code, format), {});
  return ({ rows, columns, accumulate = false }: MatmulShape) => {
    const sizes = Uint32Array.of(rows, columns, Number(accumulate));
    const shape = gpu.uniform('shape', sizes);
    return ({ run, x, w, y }: { run: Binding; x: Binding; w: Matrix; y: Binding }): Dispatch =>
      bind(gpu.device, pipeline, [w.words, w.scales, run, shape, x, y], (tokens) => [
        Math.ceil(rows / tile.rows),
        Math.ceil(tokens / tile.tokens),
      ]);
  };
}
