import type { KernelCheck } from '../contract';
import { Failure } from '../failure';
import type { Decoder } from '../reader/decoder';
import type { Gpu } from './gpu/gpu';
import type { MambaModel } from './model';

/** What PyTorch made of the bundle's check prompt (`reference.json`). */
export interface ModelReference {
  inputIds: number[];
  generatedIds: number[];
  topIds: number[];
  topLogits: number[];
}

/**
 * How far a logit may lie from PyTorch's f32 value. A dot product of n terms summed in another order errs by about
 * √n · 2⁻²⁴ of its size, 1e-6 for n = 512 to 1,024; some hundred of them follow each other, and the norms may double each:
 * 1e-4 of the logits' size, which is up to 30.
 */
export const LOGIT_TOLERANCE = 3e-3;

/** Throws `unusable-file`. */
export function parseReference(bytes: Uint8Array): ModelReference {
  const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<ModelReference> | null;
  const { inputIds, generatedIds, topIds, topLogits } = value ?? {};
  if (![inputIds, generatedIds, topIds, topLogits].every(Array.isArray)) {
    throw new Failure('unusable-file', 'reference.json has another form than expected.');
  }
  return value as ModelReference;
}

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
  const made: number[] = [];
  let worst = 0;
  for await (const { id } of decoder.decode(generatedIds.length, endToken)) {
    if (made.length === 0) {
      const logits = new Float32Array(await gpu.read(model.logits));
      for (const [at, top] of topIds.entries()) {
        const difference = Math.abs((logits[top] ?? NaN) - (topLogits[at] ?? NaN));
        worst = Math.max(worst, difference / LOGIT_TOLERANCE);
      }
    }
    made.push(id);
  }
  const same = made.join() === generatedIds.join();
  return { kernel: 'whole model', worst: same ? worst : Infinity };
}
