import type { Dispatch } from '../workers/gpu/dispatch';
import type { Gpu } from '../workers/gpu/gpu';
import type { MambaConfig } from '../workers/mamba/config';
import { createMambaGpuDecoder } from '../workers/mamba/mamba-gpu-decoder';
import { createMambaModel } from '../workers/mamba/model';
import type { Plan } from '../workers/mamba/plan';
import type { MambaWeights } from '../workers/mamba/weights';
import { repeat, summarise, timeOnGpu, warmUp, type Times } from './kernel-times';
import { benchReading, type ReadingTimes } from './reading';

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
  reading?: readonly ReadingTimes[];
}

const DECODED = 400;
/** Passages of prompts that are read as the page reads them. */
const PASSAGES = [1, 5, 10, 20];
/** On a software adapter, where times mean nothing. */
const REHEARSED = { decoded: 4, passages: [1] };

/** Hands what it has to `save` whenever there is more. */
export async function benchEngine(
  gpu: Gpu,
  config: MambaConfig,
  weights: MambaWeights,
  { plan, chunkTokens }: { plan: Plan; chunkTokens: number },
  lengths: readonly number[],
  save: (times: Partial<EngineTimes>) => void,
): Promise<void> {
  const mostTokens = Math.max(chunkTokens, ...lengths);
  const model = await createMambaModel(gpu, config, weights, { chunkTokens: mostTokens, plan });
  const decoder = createMambaGpuDecoder({ gpu, model, parameters: 0, chunkTokens, checks: [] });
  const ids = (tokens: number) =>
    Array.from({ length: tokens }, (_, i) => (i * 7) % config.vocabulary);

  await decoder.prefill(ids(Math.min(...lengths)));
  const { decoded, passages } = gpu.isSoftware
    ? REHEARSED
    : { decoded: DECODED, passages: PASSAGES };
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
  await benchReading(decoder, config.vocabulary, passages, (reading) => {
    times.reading = reading;
    save(times);
  });

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
