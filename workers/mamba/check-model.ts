import type { KernelCheck } from '../contract';
import type { Decoder } from '../reader/decoder';
import { LOGIT_TOLERANCE, type ModelReference } from '../reader/model-reference';
import type { Gpu } from '../gpu/gpu';
import type { MambaModel } from './model';

/** Reads the recorded prompt with this model on this device and compares logits and greedy continuation. */
export async function checkModel(
  gpu: Gpu,
  model: MambaModel,
  decoder: Decoder,
  { inputIds, generatedIds, topIds, topLogits }: ModelReference,
): Promise<KernelCheck> {
  decoder.reset();
  for (let at = 0; at < inputIds.length; at += decoder.chunkTokens) {
    await decoder.prefill(inputIds.slice(at, at + decoder.chunkTokens));
  }
  const endToken = generatedIds.at(-1) ?? 0;
  const prompt = decoder.save();
  // One choice alone: steps run ahead of the choices that are read, and each overwrites the logits.
  for await (const choice of decoder.decode(1, endToken)) void choice;
  const logits = new Float32Array(await gpu.read(model.logits));
  let worst = 0;
  for (const [at, top] of topIds.entries()) {
    const difference = Math.abs((logits[top] ?? NaN) - (topLogits[at] ?? NaN));
    worst = Math.max(worst, difference / LOGIT_TOLERANCE);
  }
  decoder.restore(prompt);
  prompt.dispose();
  const made: number[] = [];
  for await (const { id } of decoder.decode(generatedIds.length, endToken)) made.push(id);
  const same = made.join() === generatedIds.join();
  return { kernel: 'whole model', worst: same ? worst : Infinity };
}
