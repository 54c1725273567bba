import type { Gpu } from '../../../gpu/gpu';
import { randomFloats, worstRatio } from '../compare';
import { runOnce } from '../run-once';
import {
  compileScan,
  compileScanStep,
  paddedStates,
  spanBytes,
  type ScanShape,
} from './selective-scan';
import { scanReference, type ScanInput } from './selective-scan.reference';

export interface ScanCheck extends ScanShape {
  tokens: number;
  /** exp(Δ A) from almost 1 (the state is kept) to almost 0 (it is forgotten). */
  delta: 'mixed' | 'tiny' | 'large';
}

const DELTA_SIZE = { mixed: 1, tiny: 1e-6, large: 30 };

/** `tokens` of one: the decode kernel; of more: the three kernels of the chunked scan. */
export async function checkScan(gpu: Gpu, { tokens, delta, ...shape }: ScanCheck): Promise<number> {
  const { channels, states, rank } = shape;
  const input: ScanInput = {
    u: randomFloats(tokens * channels, 14, 2),
    delta: randomFloats(tokens * channels, 15, DELTA_SIZE[delta]).map(Math.abs),
    projected: randomFloats(tokens * (rank + 2 * states), 16),
    a: randomFloats(channels * states, 17, 8).map((value) => -0.01 - Math.abs(value)),
    skip: randomFloats(channels, 18),
    xz: randomFloats(tokens * 2 * channels, 19, 6),
    state: randomFloats(channels * states, 20, 3),
  };
  const { y, state } = scanReference(input, shape);

  const padded = (values: Float32Array) => {
    const wide = new Float32Array(channels * paddedStates(states));
    for (let channel = 0; channel < channels; channel++) {
      const row = values.subarray(channel * states, (channel + 1) * states);
      wide.set(row, channel * paddedStates(states));
    }
    return wide;
  };
  const buffers = {
    u: gpu.upload('u', input.u),
    delta: gpu.upload('delta', input.delta),
    projected: gpu.upload('projected', input.projected),
    a: gpu.upload('a', padded(input.a)),
    skip: gpu.upload('skip', input.skip),
    xz: gpu.upload('x, z', input.xz),
    state: gpu.upload('state', padded(input.state)),
    y: gpu.storage('y', 4 * tokens * channels),
  };
  const bytes = spanBytes(shape, tokens);
  const dispatches =
    tokens === 1
      ? [(await compileScanStep(gpu, shape))(buffers)]
      : (await compileScan(gpu, shape))({
          ...buffers,
          run: gpu.uniform('tokens', Uint32Array.of(tokens)),
          deltaSums: gpu.storage('delta sums', bytes.deltaSums),
          carries: gpu.storage('carries', bytes.carries),
        });
  const actual = await runOnce(gpu, dispatches, tokens, buffers.y);
  const wide = new Float32Array(await gpu.read(buffers.state));
  const after = new Float32Array(channels * states).map(
    (_, i) => wide[Math.floor(i / states) * paddedStates(states) + (i % states)] ?? NaN,
  );
  return Math.max(worstRatio(actual, y), worstRatio(after, state));
}
