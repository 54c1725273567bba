import type { Gpu } from '../../../gpu/gpu';
import { randomFloats, worstRatio } from '../compare';
import { runOnce } from '../run-once';
import { randomMatrix, uploadMatrix } from './host-matrix';
import type { Lanes } from './matrix';
import { matmulReference } from './matrix.reference';
import { compileMatvec, type MatvecShape } from './matvec';

export async function checkMatvec(gpu: Gpu, shape: MatvecShape, lanes: Lanes): Promise<number> {
  const { rows, columns, accumulate = false } = shape;
  const matrix = randomMatrix(shape.format, rows, columns, 4);
  const input = randomFloats(columns, 6, 3);
  const before = accumulate ? randomFloats(rows, 7, 10) : undefined;
  const y = before ? gpu.upload('y', before) : gpu.storage('y', 4 * rows);
  const matvec = await compileMatvec(gpu, shape, lanes);
  const dispatch = matvec({ x: gpu.upload('x', input), w: uploadMatrix(gpu, matrix), y });
  return worstRatio(
    await runOnce(gpu, [dispatch], 1, y),
    matmulReference(input, matrix, { before }),
  );
}
