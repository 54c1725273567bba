import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withMistake } from '../../../tests/with-mistake';
import { Gpu } from '../../gpu/gpu';
import { candidates, SAFE_PLAN as plan } from '../plan';
import { checkKernels, checkPrefill, checkStep } from './check-kernels';
import { checkConv1d } from './conv1d/conv1d.check';
import { checkEmbedding } from './embedding/embedding.check';
import { checkMatmul } from './matrix/matmul.check';
import { checkMatvec } from './matrix/matvec.check';
import { checkRmsNorm } from './rms-norm/rms-norm.check';
import { checkScan, checkScanStep, checkStepMix } from './selective-scan/scan.check';
import { checkHead } from './step-head/step-head.check';
import { checkStepIn } from './step-in/step-in.check';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await Gpu.open();
});
afterAll(() => gpu.dispose());

/** Below 1 a kernel lies within the bounds that stand beside its reference. */
const expectRight = async (worst: Promise<number>) => expect(await worst).toBeLessThan(1);

describe('kernels and their f64 references', () => {
  /** Both ways to sum over lanes; software adapters have subgroups of 4. */
  const ways = [
    { subgroups: false, lanes: 16, groups: 4 },
    { subgroups: true, lanes: 4, groups: 4 },
  ];

  it.each([
    { vocabulary: 1, width: 16, tokens: 1 },
    { vocabulary: 300, width: 512, tokens: 9 },
  ])('embedding %o', (shape) => expectRight(checkEmbedding(gpu, shape)));

  it.each([
    { width: 4, epsilon: 1e-5, tokens: 1 },
    { width: 772, epsilon: 1e-6, tokens: 7 },
  ])('RMS norm %o', (shape) => expectRight(checkRmsNorm(gpu, shape)));

  it.each([
    { rows: 4, columns: 16, tokens: 2 },
    { rows: 64, columns: 1024, tokens: 65 },
    { rows: 132, columns: 528, tokens: 63, accumulate: true },
  ])('matrix × matrix %o', (shape) => expectRight(checkMatmul(gpu, shape, plan.prefill.matmul)));

  it.each([
    { rows: 4, columns: 16 },
    { rows: 68, columns: 1040, accumulate: true },
  ])('matrix × vector %o', async (shape) => {
    for (const lanes of ways) await expectRight(checkMatvec(gpu, shape, lanes));
  });

  it.each([
    { channels: 1, taps: 4, runs: [1, 1, 1, 1, 1] },
    { channels: 64, taps: 4, runs: [16, 15, 33] },
    { channels: 100, taps: 2, runs: [3, 40] },
  ])('convolution %o', (shape) => expectRight(checkConv1d(gpu, shape)));

  it.each([
    { width: 16, channels: 4, taps: 2, epsilon: 1e-5 },
    { width: 528, channels: 36, taps: 4, epsilon: 1e-5 },
  ])('first half of a step %o', async (shape) => {
    for (const lanes of ways) await expectRight(checkStepIn(gpu, shape, lanes));
  });

  it.each([
    { channels: 17, states: 16, rank: 4, tokens: 1, delta: 'mixed' },
    { channels: 65, states: 16, rank: 4, tokens: 129, delta: 'mixed' },
    { channels: 16, states: 16, rank: 32, tokens: 500, delta: 'tiny' },
    { channels: 16, states: 16, rank: 4, tokens: 300, delta: 'large' },
    { channels: 20, states: 48, rank: 8, tokens: 150, delta: 'mixed' },
  ] as const)('selective scan %o', (shape) =>
    expectRight(checkScan(gpu, shape, plan.prefill.scan)),
  );

  it.each([
    { channels: 144, states: 16, rank: 8, delta: 'mixed' },
    { channels: 16, states: 16, rank: 4, delta: 'tiny' },
    { channels: 32, states: 48, rank: 4, delta: 'large' },
  ] as const)('selective scan of one token %o', async (shape) => {
    for (const lanes of ways) {
      await expectRight(checkScanStep(gpu, shape, lanes.subgroups));
      await expectRight(checkStepMix(gpu, shape, lanes));
    }
  });

  it.each([
    { vocabulary: 5, width: 16 },
    { vocabulary: 4001, width: 64 },
    { vocabulary: 300, width: 32, tie: true },
  ])('head and choice %o', async (shape) => {
    for (const lanes of ways) await expectRight(checkHead(gpu, shape, lanes));
  });
});

describe('the start-up check', () => {
  it('passes here', async () => {
    for (const { kernel, worst } of await checkKernels(gpu, plan)) {
      expect(worst, kernel).toBeLessThan(1);
    }
  });

  it('passes with every variant that may be chosen here', async () => {
    const { step, prefill } = candidates(gpu);
    expect(step.length).toBeGreaterThan(1);
    for (const variant of step) {
      for (const { kernel, worst } of await checkStep(gpu, variant)) {
        expect(worst, `${kernel} of ${JSON.stringify(variant)}`).toBeLessThan(1);
      }
    }
    for (const variant of prefill) {
      for (const { kernel, worst } of await checkPrefill(gpu, variant)) {
        expect(worst, `${kernel} of ${JSON.stringify(variant)}`).toBeLessThan(1);
      }
    }
  });

  // Mistakes that such kernels really have: each must show in the check of its own kernel.
  it.each([
    ['embedding', '- 8388736', '- 8388735'],
    ['rms-norm', 'f32(WIDTH) + EPSILON', 'f32(WIDTH - 4) + EPSILON'],
    ['matmul', 'k += DEPTH', 'k += 2 * DEPTH'],
    ['matvec', 'block += LANES', 'block += LANES + 1'],
    [
      'conv1d',
      'before(run.tokens, TAPS - 1 - i, channel)',
      'before(run.tokens, TAPS - i, channel)',
    ],
    ['scan', 'delta_sum += delta[t];', 'delta_sum = delta[t];'],
    ['scan', '* s + end', '* s'],
    ['scan', 'return max(v, 0) + ', 'return v + '],
    ['scan-step', 'state[at] = s;', ''],
    ['step-in', '(i - 1) * CHANNELS', 'i * CHANNELS'],
    ['step-head', 'a.sum * exp(a.max - top)', 'a.sum'],
    ['choose', 'a.sum * exp(a.max - top)', 'a.sum'],
  ])('finds a mistake in %s', async (kernel, right, wrong) => {
    const checks = await withMistake(gpu, { kernel, right, wrong }, () => checkKernels(gpu, plan));
    expect(Math.max(...checks.map((check) => check.worst))).toBeGreaterThan(1);
  });
});
