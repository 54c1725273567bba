import type { KernelCheck } from '../../contract';
import type { Gpu } from '../../gpu/gpu';
import type { Plan, PrefillPlan, StepPlan } from '../plan';
import { checkConv1d } from './conv1d/conv1d.check';
import { checkEmbedding } from './embedding/embedding.check';
import { checkMatmul } from './matrix/matmul.check';
import { checkMatvec } from './matrix/matvec.check';
import { checkRmsNorm } from './rms-norm/rms-norm.check';
import { checkScan, checkScanStep, checkStepMix } from './selective-scan/scan.check';
import { checkHead } from './step-head/step-head.check';
import { checkStepIn } from './step-in/step-in.check';

type Checks = Record<string, () => Promise<number>>;

/** Sizes that cross every tile, slot and workgroup once, and cost milliseconds. */
const scanShape = { channels: 48, states: 16, rank: 8, delta: 'mixed' } as const;

/** The kernels of a prefill, each against its f64 reference on this device. */
export const checkPrefill = (gpu: Gpu, { scan, matmul }: PrefillPlan): Promise<KernelCheck[]> =>
  run({
    embedding: () => checkEmbedding(gpu, { vocabulary: 11, width: 48, tokens: 5 }),
    'RMS norm': () => checkRmsNorm(gpu, { width: 260, epsilon: 1e-5, tokens: 3 }),
    'matrix × matrix': () =>
      checkMatmul(gpu, { rows: 68, columns: 48, tokens: matmul.tokens + 3 }, matmul),
    convolution: () => checkConv1d(gpu, { channels: 70, taps: 4, runs: [17, 1, 2] }),
    'selective scan': () =>
      checkScan(gpu, { ...scanShape, tokens: scan.slots * scan.tokens + 3 }, scan),
  });

/** The kernels of a step, likewise. */
export const checkStep = (gpu: Gpu, plan: StepPlan): Promise<KernelCheck[]> =>
  run({
    'first half of a step': () =>
      checkStepIn(gpu, { width: 272, channels: 36, taps: 4, epsilon: 1e-5 }, plan.in),
    'matrix × vector': () =>
      checkMatvec(gpu, { rows: 20, columns: 1040, accumulate: true }, plan.matvec),
    'selective scan, one step': () =>
      plan.mix
        ? checkStepMix(gpu, scanShape, plan.mix)
        : checkScanStep(gpu, scanShape, plan.in.subgroups),
    'head and choice': () => checkHead(gpu, { vocabulary: 1003, width: 48 }, plan.head),
  });

export async function checkKernels(gpu: Gpu, plan: Plan): Promise<KernelCheck[]> {
  const checks = await Promise.all([checkPrefill(gpu, plan.prefill), checkStep(gpu, plan.step)]);
  return checks.flat();
}

/** All at once: a driver compiles side by side. */
const run = (checks: Checks): Promise<KernelCheck[]> =>
  Promise.all(
    Object.entries(checks).map(async ([kernel, check]) => ({ kernel, worst: await check() })),
  );

export const isRight = (checks: readonly KernelCheck[]): boolean =>
  checks.every(({ worst }) => worst < 1);
