import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import code from './choose.wgsl?raw';

/** Bytes of a choice: id (u32) and log-probability (f32). */
export const CHOICE_BYTES = 8;

/** The greedy token of logits [vocabulary] and the logarithm of its probability; it also becomes ids[0]. */
export async function compileChoose(gpu: Gpu, vocabulary: number) {
  const pipeline = await gpu.pipeline('choose', code, { VOCABULARY: vocabulary });
  return (buffers: { logits: Binding; choice: Binding; ids: Binding }): Dispatch =>
    bind(gpu.device, pipeline, [buffers.logits, buffers.choice, buffers.ids], () => [1, 1]);
}
