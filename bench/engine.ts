import type { Dispatch } from '../workers/gpu/dispatch';
import type { Gpu } from '../workers/gpu/gpu';
import type { MambaConfig } from '../workers/mamba/config';
import { createMambaGpuDecoder } from '../workers/mamba/mamba-gpu-decoder';
import { createMambaModel } from '../workers/mamba/model';
import type { Plan } from '../workers/mamba/plan';
import type { MambaWeights } from '../workers/mamba/weights';
import { summarise, timeOnGpu, type Times } from './kernel-times';

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
    /** GPU time of one layer by kernel; matrix products are three a layer. */
    layerMicroseconds: { kernel: string; microseconds: Times }[];
  }[];
}

const DECODED = 400;
const REPETITIONS = 5;

export async function benchEngine(
  gpu: Gpu,
  config: MambaConfig,
  weights: MambaWeights,
  plan: Plan,
  lengths: readonly number[],
): Promise<EngineTimes> {
  const chunkTokens = Math.max(...lengths);
  const model = await createMambaModel(gpu, config, weights, { chunkTokens, plan });
  const decoder = createMambaGpuDecoder({ gpu, model, parameters: 0, chunkTokens, checks: [] });
  const ids = (tokens: number) =>
    Array.from({ length: tokens }, (_, i) => (i * 7) % config.vocabulary);

  const prefill: EngineTimes['prefill'] = [];
  for (const tokens of lengths) {
    const walls: number[] = [];
    for (let i = 0; i <= REPETITIONS; i++) {
      decoder.reset();
      const start = performance.now();
      await decoder.prefill(ids(tokens));
      if (i > 0) walls.push(performance.now() - start);
    }
    const layerMicroseconds = [];
    for (const dispatch of model.stages[1] ?? []) {
      const microseconds = await timeOnGpu(gpu, [dispatch], tokens);
      layerMicroseconds.push({ kernel: dispatch.kernel, microseconds });
    }
    prefill.push({ tokens, milliseconds: summarise(walls), layerMicroseconds });
  }

  decoder.reset();
  await decoder.prefill(ids(Math.min(...lengths)));
  const rates: number[] = [];
  for (let i = 0; i < REPETITIONS; i++) {
    const start = performance.now();
    let made = 0;
    // No token has this id, so that the end does not end it.
    for await (const { id } of decoder.decode(DECODED, -1)) made += id >= 0 ? 1 : 0;
    rates.push((made * 1000) / (performance.now() - start));
  }
  const steps: readonly Dispatch[] = model.stepDispatches;
  const times = {
    dispatchesPerToken: steps.length,
    tokensPerSecond: summarise(rates),
    stepMicroseconds: await timeOnGpu(gpu, steps, 1),
    prefill,
  };
  model.dispose();
  return times;
}
