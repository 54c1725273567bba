import type { KernelCheck } from '../contract';
import { LOGIT_TOLERANCE, type ModelReference } from '../reader/model-reference';
import { createTransformerDecoder, type TransformerParts } from './transformer-decoder';

/** Reads the recorded prompt on this device; compares logits and greedy continuation with PyTorch's. */
export async function checkTransformer(
  parts: TransformerParts,
  { inputIds, generatedIds, topIds, topLogits }: ModelReference,
): Promise<KernelCheck> {
  const { ort, session, cache, guard } = parts;
  cache.tokens = 0;
  const ids = new ort.Tensor('int32', Int32Array.from(inputIds), [inputIds.length]);
  const results = await guard(session.run({ ids, ...cache.feeds() }, ['logits']));
  const logits = (await guard(results.logits?.getData() ?? Promise.resolve([]))) as Float32Array;
  const differences = topIds.map((id, at) =>
    Math.abs((logits[id] ?? NaN) - (topLogits[at] ?? NaN)),
  );

  const decoder = createTransformerDecoder(parts);
  // In two pieces, so that the second reads what the first left in the cache.
  await decoder.prefill(inputIds.slice(0, -5));
  await decoder.prefill(inputIds.slice(-5));
  const made: number[] = [];
  const endToken = generatedIds.at(-1) ?? 0;
  for await (const { id } of decoder.decode(generatedIds.length, endToken)) made.push(id);
  decoder.reset();

  const same = made.join() === generatedIds.join();
  return {
    kernel: 'whole model',
    worst: same ? Math.max(...differences) / LOGIT_TOLERANCE : Infinity,
  };
}
