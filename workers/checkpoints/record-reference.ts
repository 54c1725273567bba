import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import { openSession } from '../onnx/open-session';
import type { ModelReference } from '../reader/model-reference';

const NEW_TOKENS = 4;
/** Choices closer than this may go the other way on a GPU by rounding alone: the record ends before. */
const CLEAR = 0.05;
const SHORTEST = 4;

/**
 * Runs a new model once on the CPU: it must give finite logits. What it gives is kept as `reference.json`, with which a GPU is
 * compared before it is used: for a model of one's own nobody has PyTorch's numbers here, and ONNX Runtime's CPU path is
 * written by others than the GPU engine. Throws `unusable-file`, `out-of-memory`.
 */
export async function recordReference(
  files: BundleFiles,
  ids: readonly number[],
): Promise<ModelReference> {
  const { ort, session } = await openSession(files, 'cpu');
  try {
    const logitsAfter = async (all: readonly number[]): Promise<Float32Array> => {
      const feeds = Object.fromEntries(
        session.inputMetadata.map((input) => {
          if (!input.isTensor) throw new Error(`${input.name} is no tensor.`);
          if (input.name === 'ids') {
            return ['ids', new ort.Tensor('int32', Int32Array.from(all), [all.length])];
          }
          const shape = input.shape.map(Number);
          const zeros = new Float32Array(shape.reduce((a, b) => a * b, 1));
          return [input.name, new ort.Tensor('float32', zeros, shape)];
        }),
      );
      const { logits } = await session.run(feeds, ['logits']);
      return logits?.data as Float32Array;
    };
    const topAfter = async (all: readonly number[]) => {
      const logits = await logitsAfter(all);
      if (!logits.every(Number.isFinite)) {
        throw new Failure('unusable-file', 'The model gives infinity or no number for a token.');
      }
      const topIds = highest(logits, 10);
      const topLogits = topIds.map((id) => logits[id] ?? NaN);
      const clear = (topLogits[0] ?? 0) - (topLogits[1] ?? 0) >= CLEAR;
      return { topIds, topLogits, clear };
    };
    let inputIds = [...ids];
    let first = await topAfter(inputIds);
    // A first choice that is not clear compares nothing: another prompt is as good.
    while (!first.clear && inputIds.length > SHORTEST) {
      inputIds = inputIds.slice(0, -1);
      first = await topAfter(inputIds);
    }
    const generatedIds: number[] = [];
    let next = first;
    while (next.clear && generatedIds.length < NEW_TOKENS) {
      generatedIds.push(next.topIds[0] ?? 0);
      next = await topAfter([...inputIds, ...generatedIds]);
    }
    const { topIds, topLogits } = first;
    return { inputIds, generatedIds, topIds, topLogits };
  } finally {
    await session.release();
  }
}

function highest(values: Float32Array, count: number): number[] {
  return Array.from(values.keys())
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0))
    .slice(0, count);
}
