import type { Gpu } from '../../../gpu/gpu';
import { at, randomFloats, worstRatio } from '../compare';
import { runOnce } from '../run-once';
import { compileConv1d, type Conv1dShape } from './conv1d';
import { conv1dReference } from './conv1d.reference';

/** Runs of these lengths one after the other: the window has to carry what the next run needs. */
export async function checkConv1d(
  gpu: Gpu,
  { runs, ...shape }: Conv1dShape & { runs: readonly number[] },
): Promise<number> {
  const { channels, taps } = shape;
  const total = runs.reduce((a, b) => a + b, 0);
  const x = randomFloats((taps - 1 + total) * channels, 8, 30);
  const weights = randomFloats(channels * (taps + 1), 9);
  const expected = conv1dReference(x, weights, shape);

  const conv = await compileConv1d(gpu, shape);
  const window = gpu.upload('window', x.slice(0, (taps - 1) * channels));
  const weightBuffer = gpu.upload('conv', weights);
  let worst = 0;
  let done = 0;
  for (const tokens of runs) {
    const xz = new Float32Array(tokens * 2 * channels);
    for (let t = 0; t < tokens; t++) {
      const from = (taps - 1 + done + t) * channels;
      xz.set(x.subarray(from, from + channels), t * 2 * channels);
      xz.fill(at(x, from), t * 2 * channels + channels, (t + 1) * 2 * channels);
    }
    const u = gpu.storage('u', 4 * tokens * channels);
    const dispatch = conv({
      run: gpu.uniform('tokens', Uint32Array.of(tokens)),
      xz: gpu.upload('x, z', xz),
      conv: weightBuffer,
      window,
      u,
    });
    const slice = [done * channels, (done + tokens) * channels] as const;
    const part = {
      values: expected.values.subarray(...slice),
      tolerances: expected.tolerances.subarray(...slice),
    };
    worst = Math.max(worst, worstRatio(await runOnce(gpu, [dispatch], tokens, u), part));
    done += tokens;
  }
  return worst;
}
