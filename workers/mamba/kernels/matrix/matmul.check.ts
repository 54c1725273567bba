import type { Gpu } from '../../../gpu/gpu';
import { randomFloats, worstRatio } from '../compare';
import { runOnce } from '../run-once';
import { randomMatrix, uploadMatrix } from './host-matrix';
import type { MatrixFormat } from './matrix';
import { matmulReference } from './matrix.reference';
import { compileMatmul, type MatmulTile } from './matmul';

export async function checkMatmul(
  gpu: Gpu,
  shape: {
    rows: number;
    columns: number;
    tokens: number;
    format: MatrixFormat;
    accumulate?: boolean;
  },
  tile: MatmulTile,
): Promise<number> {
  const { rows, columns, tokens, format, accumulate = false } = shape;
  const matrix = randomMatrix(format, rows, columns, 4);
  const input = randomFloats(tokens * columns, 6, 3);
  const before = accumulate ? randomFloats(tokens * rows, 7, 10) : undefined;
  const y = before ? gpu.upload('y', before) : gpu.storage('y', 4 * tokens * rows);
  const matmul = await compileMatmul(gpu, format, tile);
  const dispatch = matmul(shape)({
    run: gpu.uniform('tokens', Uint32Array.of(tokens)),
    x: gpu.upload('x', input),
    w: uploadMatrix(gpu, matrix),
    y,
  });
  const actual = await runOnce(gpu, [dispatch], tokens, y);
  return worstRatio(actual, matmulReference(input, matrix, { before }));
}
