import type { Gpu } from '../../../gpu/gpu';
import { at, randomFloats, worstRatio } from '../compare';
import { runWords } from '../run';
import { runOnce } from '../run-once';
import { compileConv1d, type Conv1dShape } from './conv1d';
import { conv1dReference } from './conv1d.reference';

/**
 * Runs of these lengths one after the other: the window has to carry what the next run needs.
 * @param ends of the segments of the first run before its last
 */
export async function checkConv1d(
  gpu: Gpu,
  {
    runs,
    ends = [],
    ...shape
  }: Conv1dShape & { runs: readonly number[]; ends?: readonly number[] },
): Promise<number> {
  const { channels, taps } = shape;
  const total = runs.reduce((a, b) => a + b, 0);
  const x = randomFloats((taps - 1 + total) * channels, 8, 30);
  const weights = randomFloats(channels * (taps + 1), 9);
  const expected = conv1dReference(x, weights, shape);

  const conv = await compileConv1d(gpu, shape);
  const stride = (taps - 1) * channels;
  const windows = new Float32Array((2 + ends.length) * stride);
  windows.set(x.subarray(0, stride));
  const window = gpu.upload('window', windows);
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
      run: gpu.uniform('run', runWords(done === 0 ? [...ends, tokens] : [tokens], stride)),
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
    if (done === 0) {
      const kept = new Float32Array(await gpu.read(window));
      for (const [segment, end] of [...ends, tokens].entries()) {
        // Copies: every bit.
        const isKept = kept
          .subarray((1 + segment) * stride, (2 + segment) * stride)
          .every((value, i) => value === at(x, end * channels + i));
        if (!isKept) worst = Infinity;
      }
    }
    done += tokens;
  }
  return worst;
}
