import type { Tensor } from 'onnxruntime-web/webgpu';
import type { Choice } from '../reader/decoder';

/** The outputs `next_id` and `log_probability` that every reader's graph has. */
export async function readChoice(results: Record<string, Tensor>): Promise<Choice> {
  const [id] = (await results.next_id?.getData()) as Int32Array;
  const [logProbability] = (await results.log_probability?.getData()) as Float32Array;
  if (id === undefined || logProbability === undefined) throw new Error('The graph gave no token.');
  return { id, logProbability };
}
