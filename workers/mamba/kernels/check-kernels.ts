import type { KernelCheck } from '../../contract';
import type { Gpu } from '../../gpu/gpu';
import type { Plan, StepPlan } from '../plan';
import { checkConv1d } from './conv1d/conv1d.check';
import { checkEmbedding } from './embedding/embedding.check';
import type { WeightFormats } from '../weights';
import type { MatrixFormat } from './matrix/matrix';
import type { MatmulTile } from './matrix/matmul';
import { checkMatmul } from './matrix/matmul.check';
import { checkMatvec } from './matrix/matvec.check';
import { checkRmsNorm } from './rms-norm/rms-norm.check';
import type { ScanTiling } from './selective-scan/scan';
import { checkScan, checkScanStep, checkStepMix } from './selective-scan/scan.check';
import { checkHead } from './step-head/step-head.check';
import { checkStepIn } from './step-in/step-in.check';

type Checks = Record<string, () => Promise<number>>;

/** Sizes that cross every tile, slot and workgroup once, and cost milliseconds. */
const scanShape = { channels: 48, states: 16, rank: 8, delta: 'mixed' } as const;

/** Columns in odd numbers of what a format takes together: 16 (`u8`), or 32 (`u4`) that make three, nine and 33 groups. */
const COLUMNS = {
  u8: { few: 48, some: 272, many: 1040 },
  u4: { few: 96, some: 288, many: 1056 },
} as const satisfies Record<MatrixFormat, unknown>;

/** Kernels without variants, each against its f64 reference on this device; those that read matrices for each format. */
export const checkCommon = (gpu: Gpu, formats: WeightFormats): Promise<KernelCheck[]> =>
  run({
    ...ofFormats(formats.tables, 'embedding', (format) =>
      checkEmbedding(gpu, { vocabulary: 11, width: COLUMNS[format].few, tokens: 5, format }),
    ),
    'RMS norm': () => checkRmsNorm(gpu, { width: 260, epsilon: 1e-5, tokens: 3 }),
    convolution: () => checkConv1d(gpu, { channels: 70, taps: 4, runs: [35, 1, 2], ends: [2, 17] }),
  });

/** A product with a matrix in a prefill, likewise. */
export const checkTile = (
  gpu: Gpu,
  tile: MatmulTile,
  formats: WeightFormats,
): Promise<KernelCheck[]> =>
  run(
    ofFormats(formats.layers, 'matrix × matrix', (format) => {
      // More columns than all slices take at once, and not a multiple of that.
      const size = { rows: 68, columns: COLUMNS[format].some, tokens: tile.tokens + 3 };
      return checkMatmul(gpu, { ...size, format }, tile);
    }),
  );

/** dt_proj and the scan of a prefill. */
export const checkTiling = (gpu: Gpu, tiling: ScanTiling): Promise<KernelCheck[]> =>
  run({
    'selective scan': () => {
      const tile = tiling.slots * tiling.tokens;
      const segments = { tokens: tile + 15, ends: [1, 8, tile + 11] };
      return checkScan(gpu, { ...scanShape, ...segments }, tiling);
    },
  });

/** The kernels of a step, likewise. */
export const checkStep = (
  gpu: Gpu,
  plan: StepPlan,
  formats: WeightFormats,
): Promise<KernelCheck[]> => {
  const { mix } = plan;
  return run({
    ...ofFormats(formats.layers, 'first half of a step', (format) => {
      const size = { width: COLUMNS[format].some, channels: 36, taps: 4, epsilon: 1e-5 };
      return checkStepIn(gpu, { ...size, format }, plan.in);
    }),
    ...ofFormats(formats.layers, 'matrix × vector', (format) => {
      const size = { rows: 20, columns: COLUMNS[format].many, accumulate: true };
      return checkMatvec(gpu, { ...size, format }, plan.matvec);
    }),
    ...(mix
      ? ofFormats(formats.layers, 'selective scan, one step', (format) =>
          checkStepMix(gpu, { ...scanShape, channels: COLUMNS[format].few, format }, mix),
        )
      : {
          'selective scan, one step': () => checkScanStep(gpu, scanShape, plan.in.subgroups),
        }),
    ...ofFormats(formats.tables, 'head and choice', (format) =>
      checkHead(gpu, { vocabulary: 1003, width: COLUMNS[format].few, format }, plan.head),
    ),
  });
};

/** All that a plan uses. */
export async function checkKernels(
  gpu: Gpu,
  plan: Plan,
  formats: WeightFormats,
): Promise<KernelCheck[]> {
  const { scan, inProj, xProj, outProj } = plan.prefill;
  const checks = await Promise.all([
    checkCommon(gpu, formats),
    checkStep(gpu, plan.step, formats),
    checkTiling(gpu, scan),
    ...[...new Set([inProj, xProj, outProj])].map((tile) => checkTile(gpu, tile, formats)),
  ]);
  return checks.flat();
}

/** The check of a kernel once for each format; only 8 bits are not named. */
const ofFormats = (
  formats: readonly MatrixFormat[],
  kernel: string,
  check: (format: MatrixFormat) => Promise<number>,
): Checks =>
  Object.fromEntries(
    formats.map((format) => [format === 'u8' ? kernel : `${kernel}, 4 bits`, () => check(format)]),
  );

/** All at once: a driver compiles side by side. */
const run = (checks: Checks): Promise<KernelCheck[]> =>
  Promise.all(
    Object.entries(checks).map(async ([kernel, check]) => ({ kernel, worst: await check() })),
  );

export const isRight = (checks: readonly KernelCheck[]): boolean =>
  checks.every(({ worst }) => worst < 1);
