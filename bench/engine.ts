import type { Dispatch } from '../workers/gpu/dispatch';
import type { Gpu } from '../workers/gpu/gpu';
import type { MambaConfig } from '../workers/mamba/config';
import { createMambaGpuDecoder } from '../workers/mamba/mamba-gpu-decoder';
import { createMambaModel } from '../workers/mamba/model';
import type { Plan } from '../workers/mamba/plan';
import type { MambaWeights } from '../workers/mamba/weights';
import { summarise, timeOnGpu, warmUp, type Times } from './kernel-times';

export interface EngineTimes {
  /** Dispatches of one decoding step, all layers. */
  dispatchesPerToken: number;
  /** Whole steps with their choices read back, as the page gets them. */
  tokensPerSecond: Times;
  /** GPU time of one step. */
  stepMicroseconds: Times;
  prefill: {
    tokens: number;
    /** From the call to its end. */
    milliseconds: Times;
    /** GPU time of all of it. */
    microseconds: Times;
    /** GPU time of one layer by kernel; matrix products are three a layer. */
    layerMicroseconds: { kernel: string; microseconds: Times }[];
  }[];
}

const DECODED = 400;
/** On a software adapter, where times mean nothing. */
const DECODED_IN_REHEARSAL = 4;
const REPETITIONS = 5;
/** Enough repetitions of what takes long. */
const ENOUGH_MS = 1500;

/** Hands what it has to `save` whenever there is more. */
export async function benchEngine(
  gpu: Gpu,
  config: MambaConfig,
  weights: MambaWeights,
  plan: Plan,
  lengths: readonly number[],
  save: (times: Partial<EngineTimes>) => void,
): Promise<void> {
  const chunkTokens = Math.max(...lengths);
  const model = await createMambaModel(gpu, config, weights, { chunkTokens, plan });
  const decoder = createMambaGpuDecoder({ gpu, model, parameters: 0, chunkTokens, checks: [] });
  const ids = (tokens: number) =>
    Array.from({ length: tokens }, (_, i) => (i * 7) % config.vocabulary);

  await decoder.prefill(ids(Math.min(...lengths)));
  const decoded = gpu.isSoftware ? DECODED_IN_REHEARSAL : DECODED;
  const decode = () =>
    repeat(async () => {
      const start = performance.now();
      let made = 0;
      // No token has this id, so that the end does not end it.
      for await (const { id } of decoder.decode(decoded, -1)) made += id >= 0 ? 1 : 0;
      return (made * 1000) / (performance.now() - start);
    });
  const steps: readonly Dispatch[] = model.stepDispatches;
  await warmUp(gpu, steps, 1);
  const times: Partial<EngineTimes> = {
    dispatchesPerToken: steps.length,
    tokensPerSecond: summarise(await decode()),
    stepMicroseconds: await timeOnGpu(gpu, steps, 1),
  };
  save(times);

  const prefill: EngineTimes['prefill'] = [];
  for (const tokens of lengths) {
    const walls = await repeat(async () => {
      decoder.reset();
      await gpu.finished();
      const start = performance.now();
      await decoder.prefill(ids(tokens));
      return performance.now() - start;
    });
    const microseconds = await timeOnGpu(gpu, model.stages.flat(), tokens);
    const layerMicroseconds = [];
    for (const dispatch of model.stages[1] ?? []) {
      const microseconds = await timeOnGpu(gpu, [dispatch], tokens);
      layerMicroseconds.push({ kernel: dispatch.kernel, microseconds });
    }
    prefill.push({ tokens, milliseconds: summarise(walls), microseconds, layerMicroseconds });
    save({ ...times, prefill });
  }
  model.dispose();
}

/** Results of `work` but for its first, which warms up. */
async function repeat(work: () => Promise<number>): Promise<number[]> {
  await work();
  const results: number[] = [];
  const start = performance.now();
  while (results.length < REPETITIONS && performance.now() - start < ENOUGH_MS) {
    results.push(await work());
  }
  return results;
}
