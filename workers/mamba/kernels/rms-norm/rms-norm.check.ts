import type { Gpu } from '../../../gpu/gpu';
import { randomFloats, worstRatio } from '../compare';
import { runOnce } from '../run-once';
import { compileRmsNorm, type RmsNormShape } from './rms-norm';
import { rmsNormReference } from './rms-norm.reference';

export async function checkRmsNorm(
  gpu: Gpu,
  { tokens, ...shape }: RmsNormShape & { tokens: number },
): Promise<number> {
  const { width, epsilon } = shape;
  const x = randomFloats(tokens * width, 2, 5);
  const weight = randomFloats(width, 3, 2);
  const norm = await compileRmsNorm(gpu, shape);
  const y = gpu.storage('y', 4 * tokens * width);
  const dispatch = norm({
    x: gpu.upload('x', x),
    weight: gpu.upload('weight', weight),
    y,
  });
  const expected = rmsNormReference(x, weight, width, epsilon);
  return worstRatio(await runOnce(gpu, [dispatch], tokens, y), expected);
}
