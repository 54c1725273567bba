import type { KernelCheck } from '../../contract';
import type { Gpu } from '../../gpu/gpu';
import { checkChoose } from './choose/choose.check';
import { checkConv1d } from './conv1d/conv1d.check';
import { checkDelta } from './delta/delta.check';
import { checkEmbedding } from './embedding/embedding.check';
import { checkMatmul } from './matmul-u8/matmul-u8.check';
import { checkRmsNorm } from './rms-norm/rms-norm.check';
import { checkScan } from './selective-scan/selective-scan.check';

/** Sizes that cross every tile, span and workgroup once, and cost milliseconds. */
const scan = { channels: 70, states: 16, rank: 5, delta: 'mixed' } as const;
const CHECKS: Record<string, (gpu: Gpu) => Promise<number>> = {
  embedding: (gpu) => checkEmbedding(gpu, { vocabulary: 11, width: 36, tokens: 5 }),
  'RMS norm': (gpu) => checkRmsNorm(gpu, { width: 260, epsilon: 1e-5, tokens: 3 }),
  'matrix × matrix': (gpu) => checkMatmul(gpu, { rows: 70, columns: 44, tokens: 67 }),
  'matrix × vector': (gpu) => checkMatmul(gpu, { rows: 21, columns: 132, tokens: 1 }),
  convolution: (gpu) => checkConv1d(gpu, { channels: 70, taps: 4, runs: [17, 1, 2] }),
  delta: (gpu) => checkDelta(gpu, { channels: 70, rank: 5, states: 3, tokens: 3, spread: 20 }),
  'selective scan': (gpu) => checkScan(gpu, { ...scan, tokens: 70 }),
  'selective scan, one step': (gpu) => checkScan(gpu, { ...scan, tokens: 1 }),
  choice: (gpu) => checkChoose(gpu, { vocabulary: 1000, spread: 10 }),
};

/** Every kernel against its f64 reference on this device. */
export async function checkKernels(gpu: Gpu): Promise<KernelCheck[]> {
  const checks: KernelCheck[] = [];
  for (const [kernel, check] of Object.entries(CHECKS)) {
    checks.push({ kernel, worst: await check(gpu) });
  }
  return checks;
}
