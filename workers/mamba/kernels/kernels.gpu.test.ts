import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gpu } from '../../gpu/gpu';
import { checkKernels } from './check-kernels';
import { checkChoose } from './choose/choose.check';
import { checkConv1d } from './conv1d/conv1d.check';
import { checkDelta } from './delta/delta.check';
import { checkEmbedding } from './embedding/embedding.check';
import { checkMatmul } from './matmul-u8/matmul-u8.check';
import { checkRmsNorm } from './rms-norm/rms-norm.check';
import { checkScan } from './selective-scan/selective-scan.check';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await Gpu.open();
});
afterAll(() => gpu.dispose());

/** Below 1 a kernel lies within the bounds that stand beside its reference. */
const expectRight = async (worst: Promise<number>) => expect(await worst).toBeLessThan(1);

describe('kernels and their f64 references', () => {
  it.each([
    { vocabulary: 1, width: 4, tokens: 1 },
    { vocabulary: 300, width: 512, tokens: 9 },
  ])('embedding %o', (shape) => expectRight(checkEmbedding(gpu, shape)));

  it.each([
    { width: 4, epsilon: 1e-5, tokens: 1 },
    { width: 512, epsilon: 1e-5, tokens: 5 },
    { width: 772, epsilon: 1e-6, tokens: 7, lastOnly: true },
  ])('RMS norm %o', (shape) => expectRight(checkRmsNorm(gpu, shape)));

  it.each([
    { rows: 1, columns: 4, tokens: 2 },
    { rows: 64, columns: 1024, tokens: 65 },
    { rows: 130, columns: 516, tokens: 63, accumulate: true },
    { rows: 65, columns: 36, tokens: 129 },
    { rows: 1, columns: 4, tokens: 1 },
    { rows: 67, columns: 1024, tokens: 1, accumulate: true },
    { rows: 2048, columns: 512, tokens: 1 },
  ])('matrix product %o', (shape) => expectRight(checkMatmul(gpu, shape)));

  it.each([
    { channels: 1, taps: 4, runs: [1, 1, 1, 1, 1] },
    { channels: 64, taps: 4, runs: [16, 15, 33] },
    { channels: 100, taps: 2, runs: [3, 40] },
  ])('convolution %o', (shape) => expectRight(checkConv1d(gpu, shape)));

  it.each([
    { channels: 64, rank: 32, states: 16, tokens: 3, spread: 1 },
    { channels: 129, rank: 1, states: 1, tokens: 2, spread: 60 },
  ])('delta %o', (shape) => expectRight(checkDelta(gpu, shape)));

  it.each([
    { channels: 64, states: 16, rank: 32, tokens: 2, delta: 'mixed' },
    { channels: 65, states: 16, rank: 3, tokens: 33, delta: 'mixed' },
    { channels: 130, states: 16, rank: 3, tokens: 256, delta: 'mixed' },
    { channels: 32, states: 16, rank: 1, tokens: 500, delta: 'tiny' },
    { channels: 32, states: 16, rank: 1, tokens: 100, delta: 'large' },
    { channels: 20, states: 3, rank: 2, tokens: 64, delta: 'mixed' },
    { channels: 20, states: 40, rank: 2, tokens: 65, delta: 'mixed' },
    { channels: 130, states: 16, rank: 3, tokens: 1, delta: 'mixed' },
    { channels: 20, states: 40, rank: 2, tokens: 1, delta: 'large' },
  ] as const)('selective scan %o', (shape) => expectRight(checkScan(gpu, shape)));

  it.each([
    { vocabulary: 2, spread: 1 },
    { vocabulary: 16_384, spread: 15 },
    { vocabulary: 1000, spread: 5, tie: true },
  ])('choice %o', (shape) => expectRight(checkChoose(gpu, shape)));
});

describe('the start-up check', () => {
  it('passes here', async () => {
    for (const { kernel, worst } of await checkKernels(gpu)) {
      expect(worst, kernel).toBeLessThan(1);
    }
  });

  // Mistakes that such kernels really have: each must show in the check of its own kernel.
  it.each([
    ['embedding', '- 128', '- 127'],
    ['rms-norm', 'f32(WIDTH) + EPSILON', 'f32(WIDTH - 4) + EPSILON'],
    ['matmul-u8', 'k += DEPTH', 'k += 2 * DEPTH'],
    ['matvec-u8', 'i += LANES', 'i += LANES + 1'],
    [
      'conv1d',
      'before(run.tokens, TAPS - 1 - i, channel)',
      'before(run.tokens, TAPS - i, channel)',
    ],
    ['delta', 'return max(v, 0) + ', 'return v + '],
    ['scan-local', 'delta_sum += d;', 'delta_sum = d;'],
    ['scan-carry', '* s + end', '* s'],
    ['scan-apply', '(SPAN, run.tokens', '(SPAN - 1, run.tokens'],
    ['scan-step', 'state[at] = s;', ''],
    ['choose', 'a.sum * exp(a.max - top)', 'a.sum'],
  ])('finds a mistake in %s', async (kernel, right, wrong) => {
    const honest = gpu.pipeline.bind(gpu);
    gpu.pipeline = (label, code, constants) => {
      if (label !== kernel) return honest(label, code, constants);
      expect(code).toContain(right);
      return honest(label, code.replace(right, wrong), constants);
    };
    try {
      const worst = (await checkKernels(gpu)).map((check) => check.worst);
      expect(Math.max(...worst)).toBeGreaterThan(1);
    } finally {
      gpu.pipeline = honest;
    }
  });
});
