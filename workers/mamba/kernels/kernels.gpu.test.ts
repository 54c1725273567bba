import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withMistake } from '../../../tests/with-mistake';
import { Gpu } from '../../gpu/gpu';
import { candidates, SAFE_PLAN as plan } from '../plan';
import { checkKernels, checkStep, checkTile, checkTiling } from './check-kernels';
import { checkConv1d } from './conv1d/conv1d.check';
import { checkEmbedding } from './embedding/embedding.check';
import { checkMatmul } from './matrix/matmul.check';
import { checkMatvec } from './matrix/matvec.check';
import { checkRmsNorm } from './rms-norm/rms-norm.check';
import { checkScan, checkScanStep, checkStepMix } from './selective-scan/scan.check';
import { checkHead } from './step-head/step-head.check';
import type { WeightFormats } from '../weights';
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

  // Matrices in 4 bits have odd numbers of groups in a row, so that what belongs to a group is nowhere aligned with rows.
  it.each([
    { vocabulary: 1, width: 16, tokens: 1, format: 'u8' },
    { vocabulary: 300, width: 512, tokens: 9, format: 'u8' },
    { vocabulary: 1, width: 32, tokens: 1, format: 'u4' },
    { vocabulary: 301, width: 544, tokens: 9, format: 'u4' },
  ] as const)('embedding %o', (shape) => expectRight(checkEmbedding(gpu, shape)));

  it.each([
    { width: 4, epsilon: 1e-5, tokens: 1 },
    { width: 772, epsilon: 1e-6, tokens: 7 },
  ])('RMS norm %o', (shape) => expectRight(checkRmsNorm(gpu, shape)));

  it.each([
    { rows: 4, columns: 16, tokens: 2, format: 'u8' },
    { rows: 64, columns: 1024, tokens: 65, format: 'u8' },
    { rows: 132, columns: 528, tokens: 63, accumulate: true, format: 'u8' },
    { rows: 4, columns: 32, tokens: 2, format: 'u4' },
    { rows: 64, columns: 1024, tokens: 65, format: 'u4' },
    { rows: 132, columns: 544, tokens: 63, accumulate: true, format: 'u4' },
  ] as const)('matrix × matrix %o', (shape) =>
    expectRight(checkMatmul(gpu, shape, plan.prefill.inProj)),
  );

  it.each([
    { rows: 4, columns: 16, format: 'u8' },
    { rows: 68, columns: 1040, accumulate: true, format: 'u8' },
    { rows: 4, columns: 32, format: 'u4' },
    { rows: 68, columns: 1056, accumulate: true, format: 'u4' },
  ] as const)('matrix × vector %o', async (shape) => {
    for (const lanes of ways) await expectRight(checkMatvec(gpu, shape, lanes));
  });

  it.each([
    { channels: 1, taps: 4, runs: [1, 1, 1, 1, 1] },
    { channels: 64, taps: 4, runs: [16, 15, 33] },
    { channels: 66, taps: 4, runs: [50, 2], ends: [1, 3, 16, 18, 32, 49] },
    { channels: 100, taps: 2, runs: [3, 40] },
  ])('convolution %o', (shape) => expectRight(checkConv1d(gpu, shape)));

  it.each([
    { width: 16, channels: 4, taps: 2, epsilon: 1e-5, format: 'u8' },
    { width: 528, channels: 36, taps: 4, epsilon: 1e-5, format: 'u8' },
    { width: 32, channels: 4, taps: 2, epsilon: 1e-5, format: 'u4' },
    { width: 544, channels: 36, taps: 4, epsilon: 1e-5, format: 'u4' },
  ] as const)('first half of a step %o', async (shape) => {
    for (const lanes of ways) await expectRight(checkStepIn(gpu, shape, lanes));
  });

  it.each([
    { channels: 20, states: 16, rank: 4, tokens: 1, delta: 'mixed' },
    { channels: 68, states: 16, rank: 4, tokens: 129, delta: 'mixed' },
    { channels: 16, states: 16, rank: 32, tokens: 500, delta: 'tiny' },
    { channels: 16, states: 16, rank: 4, tokens: 300, delta: 'large' },
    { channels: 20, states: 48, rank: 8, tokens: 150, delta: 'mixed' },
    { channels: 20, states: 32, rank: 8, tokens: 300, ends: [1, 129, 257], delta: 'mixed' },
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
      await expectRight(checkStepMix(gpu, { ...shape, format: 'u8' }, lanes));
      const channels = 96;
      await expectRight(checkStepMix(gpu, { ...shape, channels, format: 'u4' }, lanes));
    }
  });

  it.each([
    { vocabulary: 5, width: 16, format: 'u8' },
    { vocabulary: 4001, width: 64, format: 'u8' },
    { vocabulary: 300, width: 32, tie: true, format: 'u8' },
    { vocabulary: 5, width: 32, format: 'u4' },
    { vocabulary: 1001, width: 96, format: 'u4' },
    { vocabulary: 300, width: 64, tie: true, format: 'u4' },
  ] as const)('head and choice %o', async (shape) => {
    for (const lanes of ways) await expectRight(checkHead(gpu, shape, lanes));
  });
});

describe('the start-up check', () => {
  const eight: WeightFormats = { layers: ['u8'], tables: ['u8'] };
  const four: WeightFormats = { layers: ['u4'], tables: ['u4'] };
  const both: WeightFormats = { layers: ['u8', 'u4'], tables: ['u8', 'u4'] };

  it('passes here', async () => {
    for (const { kernel, worst } of await checkKernels(gpu, plan, both)) {
      expect(worst, kernel).toBeLessThan(1);
    }
  });

  it('passes with every variant that may be chosen here', async () => {
    const { step, scan, matmul } = candidates(gpu);
    for (const variants of [step, scan, matmul]) expect(variants.length).toBeGreaterThan(1);
    const all = [
      ...step.map((variant) => [variant, checkStep(gpu, variant, both)] as const),
      ...scan.map((variant) => [variant, checkTiling(gpu, variant)] as const),
      ...matmul.map((variant) => [variant, checkTile(gpu, variant, both)] as const),
    ];
    for (const [variant, checks] of all) {
      for (const { kernel, worst } of await checks) {
        expect(worst, `${kernel} of ${JSON.stringify(variant)}`).toBeLessThan(1);
      }
    }
  });

  // Mistakes that such kernels really have: each must show in the check of its own kernel.
  it.each([
    ['embedding', '- 8388736', '- 8388735'],
    ['rms-norm', 'f32(WIDTH) + EPSILON', 'f32(WIDTH - 4) + EPSILON'],
    ['matmul', 'start += SLICES * DEPTH', 'start += 2 * SLICES * DEPTH'],
    ['matvec', 'block += LANES', 'block += LANES + 1'],
    [
      'conv1d',
      'before(run.tokens, TAPS - 1 - i, channel)',
      'before(run.tokens, TAPS - i, channel)',
    ],
    ['conv1d', 'behind > first &&', 'behind > first + 2 &&'],
    ['conv1d', '(segment + 1) * run.stride', 'segment * run.stride'],
    ['scan', '(segment + 1) * run.stride', 'segment * run.stride'],
    ['scan', 'SLOTS * TOKENS >= end', 'SLOTS * TOKENS >= run.tokens'],
    ['scan', 'begin = end;', 'begin = end + 1;'],
    ['dt-proj', 'shape.rank / 4; quad', 'shape.rank / 4 - 1; quad'],
    ['dt-proj', 'vec4u(last)', 'vec4u(0)'],
    ['scan', 'delta_sum += step.x;', 'delta_sum = step.x;'],
    ['scan', '* entering + slot_end[j]', '* entering'],
    ['scan', '(part + lane) % LANES', 'lane'],
    ['scan', 'LANES * (index % LANES) + index / across', 'index % 16'],
    ['scan', 'return max(v, 0) + ', 'return v + '],
    ['scan-step', 'state[at] = s;', ''],
    ['step-in', '(i - 1) * CHANNELS', 'i * CHANNELS'],
    ['step-head', 'a.sum * exp(a.max - top)', 'a.sum'],
    ['choose', 'a.sum * exp(a.max - top)', 'a.sum'],
  ])('finds a mistake in %s', async (kernel, right, wrong) => {
    const checks = await withMistake(gpu, { kernel, right, wrong }, () =>
      checkKernels(gpu, plan, eight),
    );
    expect(Math.max(...checks.map((check) => check.worst))).toBeGreaterThan(1);
  });

  it.each([
    ['sums of other slices', 'sum[i] += x_tile', 'sum[i] = x_tile'],
    ['columns behind the last', 'select(0.0, 1.0, inside)', '1.0'],
    ['the columns of one slice', 'start + slice * DEPTH, inside', 'start, inside'],
  ])('finds a mistake in a matmul by slices: %s', async (_, right, wrong) => {
    const tile = { ...plan.prefill.inProj, tokens: 32, rows: 32, slices: 4 };
    const checks = await withMistake(gpu, { kernel: 'matmul', right, wrong }, () =>
      checkTile(gpu, tile, eight),
    );
    expect(Math.max(...checks.map((check) => check.worst))).toBeGreaterThan(1);
  });

  // What each kernel that reads matrices does with 4 bits is checked through that kernel.
  const mixing = { ...plan, step: { ...plan.step, mix: plan.step.head } };
  const readers = ['embedding', 'matmul', 'matvec', 'step-in', 'step-mix', 'step-head', 'choose'];
  describe.each(readers)('finds a mistake with 4 bits in %s:', (kernel) => {
    it.each([
      ['the next group', '+ block / 2]', '+ (block + 1) / 2]'],
      ['groups of a row of whole pairs', '(columns / 32) + block', '(columns / 64 * 2) + block'],
      ['codes that change places', 'vec4u(0, 4, 8, 12)', 'vec4u(4, 0, 8, 12)'],
      ['a zero point one off', '8388608 + f32(group >> 16)', '8388607 + f32(group >> 16)'],
      ['the first half twice', 'unpack(octets.y >> 16', 'unpack(octets.x >> 16'],
    ])('%s', async (_, right, wrong) => {
      const checks = await withMistake(gpu, { kernel, right, wrong }, () =>
        checkKernels(gpu, mixing, four),
      );
      expect(Math.max(...checks.map((check) => check.worst))).toBeGreaterThan(1);
    });
  });
});
