import type { Gpu } from '../../../gpu/gpu';
import { randomFloats, worstRatio } from '../compare';
import { runOnce } from '../run-once';
import { randomMatrix, uploadMatrix } from './host-matrix';
import type { Lanes } from './matrix';
import { matmulReference } from './matrix.reference';
import { compileMatvec } from './matvec';

export async function checkMatvec(
  gpu: Gpu,
  { rows, columns, accumulate = false }: { rows: number; columns: number; accumulate?: boolean },
  lanes: Lanes,
): Promise<number> {
  const matrix = randomMatrix(rows, columns, 4);
  const input = randomFloats(columns, 6, 3);
  const before = accumulate ? randomFloats(rows, 7, 10) : undefined;
  const y = before ? gpu.upload('y', before) : gpu.storage('y', 4 * rows);
  const shape = { rows, columns, accumulate, format: 'u8' } as const;
  const matvec = await compileMatvec(gpu, shape, lanes);
  const dispatch = matvec({ x: gpu.upload('x', input), w: uploadMatrix(gpu, matrix), y });
  return worstRatio(
    await runOnce(gpu, [dispatch], 1, y),
    matmulReference(input, matrix, { before }),
  );
}
