import type { Gpu } from '../../../gpu/gpu';
import { randomFloats, worstRatio } from '../compare';
import { runOnce } from '../run-once';
import { compileDelta, type DeltaShape } from './delta';
import { deltaReference } from './delta.reference';

/** @param spread of the biases: 20 gives Δ from 1e-9 to 20 */
export async function checkDelta(
  gpu: Gpu,
  { tokens, spread, ...shape }: DeltaShape & { tokens: number; spread: number },
): Promise<number> {
  const { channels, rank, states } = shape;
  const projected = randomFloats(tokens * (rank + 2 * states), 11);
  const weight = randomFloats(rank * channels, 12);
  const bias = randomFloats(channels, 13, spread);
  const toDelta = await compileDelta(gpu, shape);
  const delta = gpu.storage('delta', 4 * tokens * channels);
  const dispatch = toDelta({
    projected: gpu.upload('projected', projected),
    weight: gpu.upload('weight', weight),
    bias: gpu.upload('bias', bias),
    delta,
  });
  const actual = await runOnce(gpu, [dispatch], tokens, delta);
  return worstRatio(actual, deltaReference(projected, weight, bias, shape));
}
