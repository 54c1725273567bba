import type { InferenceSession } from 'onnxruntime-web/webgpu';
import type { ForeignGraph } from '../../checkpoints/reader-settings';
import { Failure } from '../../failure';

/** One layer's keys or values: [1, heads, tokens, headWidth]. */
export interface CacheInput {
  input: string;
  output: string;
  type: 'float32' | 'float16';
  heads: number;
  headWidth: number;
}

export interface GraphInputs {
  caches: CacheInput[];
  has(name: string): boolean;
}

/** What a decoder in transformers.js' layout may ask for besides its cache. */
const KNOWN = new Set([
  'input_ids',
  'attention_mask',
  'position_ids',
  'use_cache_branch',
  'num_logits_to_keep',
  'logits_to_keep',
]);

/**
 * Recognises `past_key_values.N.key/value` → `present.N.key/value` and the other inputs. The shapes that the graph itself
 * states hold against the config's. Throws `unusable-file`, naming what is not understood.
 */
export function recogniseInputs(
  session: Pick<InferenceSession, 'inputMetadata' | 'outputNames'>,
  graph: Pick<ForeignGraph, 'heads' | 'headWidth' | 'layers'>,
): GraphInputs {
  const names = new Set(session.inputMetadata.map(({ name }) => name));
  const caches: CacheInput[] = [];
  for (const input of session.inputMetadata) {
    const { name } = input;
    if (KNOWN.has(name)) continue;
    const place = /^past_key_values\.(\d+)\.(key|value)$/.exec(name);
    if (!place || !input.isTensor || input.shape.length !== 4) {
      throw unusable(`the input "${name}" is of no decoder that is known`);
    }
    if (input.type !== 'float32' && input.type !== 'float16') {
      throw unusable(`its cache is of type ${input.type}`);
    }
    const output = `present.${place[1]}.${place[2]}`;
    if (!session.outputNames.includes(output)) throw unusable(`it has no output "${output}"`);
    const size = (at: number, otherwise: number) => {
      const stated = input.shape[at];
      return typeof stated === 'number' && stated > 0 ? stated : otherwise;
    };
    const heads = size(1, graph.heads);
    caches.push({
      input: name,
      output,
      type: input.type,
      heads,
      headWidth: size(3, graph.headWidth),
    });
  }
  if (!names.has('input_ids') || !session.outputNames.includes('logits')) {
    throw unusable('it has no input_ids or no logits');
  }
  if (caches.length !== 2 * graph.layers) {
    throw unusable(
      `it has ${caches.length} cache inputs; ${graph.layers} layers have ${2 * graph.layers}. Export it with past key values (text-generation-with-past)`,
    );
  }
  return { caches, has: (name) => names.has(name) };
}

const unusable = (reason: string) =>
  new Failure('unusable-file', `The ONNX decoder cannot be used: ${reason}.`);
