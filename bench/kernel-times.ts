import { encode, type Dispatch } from '../workers/gpu/dispatch';
import type { Gpu } from '../workers/gpu/gpu';

/** Median and extremes of several measurements, in microseconds of GPU time. */
export interface Times {
  median: number;
  least: number;
  most: number;
}

export function summarise(values: readonly number[]): Times {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (i: number) => sorted[i] ?? NaN;
  return { median: at(sorted.length >> 1), least: at(0), most: at(sorted.length - 1) };
}

const REPETITIONS = 5;
/** Enough repetitions of what takes long. */
const ENOUGH_MS = 1500;

/** Results of `work` but for its first, which warms up. */
export async function repeat(work: () => Promise<number>): Promise<number[]> {
  await work();
  const results: number[] = [];
  const start = performance.now();
  while (results.length < REPETITIONS && performance.now() - start < ENOUGH_MS) {
    results.push(await work());
  }
  return results;
}

/** An idle NVIDIA GPU lowers its clocks (to a sixth, an H200) and needs most of a second of work to raise them again. */
const WARM_UP_MS = 1500;

/** Runs `dispatches` until the clocks are up: before anything is timed that comes after work of the CPU alone. */
export async function warmUp(gpu: Gpu, dispatches: readonly Dispatch[], tokens: number) {
  const start = performance.now();
  while (performance.now() - start < WARM_UP_MS) {
    const encoder = gpu.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    for (let i = 0; i < 10; i++) encode(pass, dispatches, tokens);
    pass.end();
    gpu.device.queue.submit([encoder.finish()]);
    await gpu.finished();
  }
}

const SAMPLE_MICROSECONDS = 3000;
/** What takes longer than this is measured three times only. */
const SLOW_MICROSECONDS = 100_000;

/**
 * GPU time of one run of `dispatches` by timestamps around a pass that repeats them, so that a coarse clock does not matter.
 * The device needs `timestamp-query`.
 */
export async function timeOnGpu(
  gpu: Gpu,
  dispatches: readonly Dispatch[],
  tokens: number,
  samples = 7,
): Promise<Times> {
  const { device } = gpu;
  const querySet = device.createQuerySet({ type: 'timestamp', count: 2 });
  const resolved = device.createBuffer({
    size: 16,
    usage: GPUBufferUsage.QUERY_RESOLVE | GPUBufferUsage.COPY_SRC,
  });
  async function microseconds(repetitions: number): Promise<number> {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass({
      timestampWrites: { querySet, beginningOfPassWriteIndex: 0, endOfPassWriteIndex: 1 },
    });
    for (let i = 0; i < repetitions; i++) encode(pass, dispatches, tokens);
    pass.end();
    encoder.resolveQuerySet(querySet, 0, 2, resolved, 0);
    device.queue.submit([encoder.finish()]);
    const [begin = 0n, end = 0n] = new BigUint64Array(await gpu.read(resolved));
    return Number(end - begin) / 1000 / repetitions;
  }
  await microseconds(1);
  const once = await microseconds(1);
  const repetitions = Math.min(300, Math.max(1, Math.round(SAMPLE_MICROSECONDS / once)));
  // For the clocks of the GPU.
  if (repetitions > 1) await microseconds(repetitions);
  const values: number[] = [];
  const most = once > SLOW_MICROSECONDS ? 3 : samples;
  while (values.length < most) values.push(await microseconds(repetitions));
  querySet.destroy();
  resolved.destroy();
  return summarise(values);
}
