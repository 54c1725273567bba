import type { InferenceSession, Tensor } from 'onnxruntime-web/webgpu';
import type { ForeignGraph } from '../../checkpoints/reader-settings';
import type { KernelCheck } from '../../contract';
import { fromF16 } from '../../onnx/from-f16';
import type { Ort } from '../../onnx/load-ort';
import { ortFailure } from '../../onnx/open-session';
import type { Choice, Decoder } from '../../reader/decoder';
import { followTokens } from '../../reader/follow-tokens';
import { logProbability } from '../../reader/log-probability';
import { CacheSnapshot, CacheTensors } from './cache-tensors';
import { recogniseInputs } from './graph-inputs';

const CHUNK_TOKENS = 128;
/** Of a graph that goes on slowly: as much as its logits for every token leave room for. */
const FIRST_CHUNK_TOKENS = 512;

export interface ForeignParts {
  ort: Ort;
  session: InferenceSession;
  graph: ForeignGraph;
  runsOn: string;
  checks: KernelCheck[];
  /** The result of work, or the failure that ended the device meanwhile. */
  guard<T>(work: Promise<T>): Promise<T>;
  dispose(): void;
}

/**
 * A decoder in transformers.js' layout: `input_ids, attention_mask, position_ids, past_key_values.N.key/value` →
 * `logits, present.N.key/value`. Such a graph joins old and new rows itself, at every token, so the cache is what it gives;
 * going back to a passage cuts its rows.
 *
 * The branch of a merged decoder (`use_cache_branch`) that goes on from a cache was often traced with one token only, and then
 * lets the tokens of a chunk see later ones. Such a graph is given one token at a time, unless it was seen to be right.
 */
export function createForeignDecoder(parts: ForeignParts): Decoder {
  const { ort, session, graph, guard } = parts;
  const inputs = recogniseInputs(session, graph);
  const cache = new CacheTensors(ort, inputs.caches);
  const wanted = ['logits', ...inputs.caches.map(({ output }) => output)];
  const oneByOne = graph.oneByOne ?? inputs.has('use_cache_branch');
  let choice: Choice | undefined;

  const int64 = (values: readonly number[], shape = [1, values.length]) =>
    new ort.Tensor('int64', BigInt64Array.from(values, BigInt), shape);

  /** Adds tokens to the context; gives the logits behind the last. */
  async function step(ids: readonly number[]): Promise<Float64Array> {
    const total = cache.tokens + ids.length;
    const feeds: Record<string, Tensor> = { input_ids: int64(ids), ...cache.feeds() };
    if (inputs.has('attention_mask')) feeds.attention_mask = int64(new Array(total).fill(1));
    if (inputs.has('position_ids'))
      feeds.position_ids = int64(ids.map((_, at) => cache.tokens + at));
    for (const name of ['num_logits_to_keep', 'logits_to_keep']) {
      if (inputs.has(name)) feeds[name] = int64([1], []);
    }
    if (inputs.has('use_cache_branch')) {
      feeds.use_cache_branch = new ort.Tensor('bool', [cache.tokens > 0], [1]);
    }
    const results = await guard(session.run(feeds, wanted)).catch((error: unknown) => {
      throw ortFailure(error, 'The reader stopped');
    });
    cache.take(results, total);
    const logits = await guard(lastRow(results.logits));
    choice = chooseFrom(logits);
    return logits;
  }

  return {
    runsOn: parts.runsOn,
    parameters: graph.parameters,
    checks: parts.checks,
    maxTokens: graph.maxTokens,
    chunkTokens: oneByOne ? FIRST_CHUNK_TOKENS : CHUNK_TOKENS,
    reset() {
      cache.reset();
      choice = undefined;
    },
    async prefill(ids) {
      if (!oneByOne || cache.tokens === 0) await step(ids);
      else for (const id of ids) await step([id]);
    },
    async *decode(maxNewTokens, endToken) {
      for (let made = 0; made < maxNewTokens; made++) {
        if (!choice) throw new Error('Nothing was prefilled.');
        const { id } = choice;
        yield choice;
        if (id === endToken || made + 1 === maxNewTokens) return;
        await step([id]);
      }
    },
    logProbabilities: (ids) => followTokens(ids, (id) => step([id])),
    save: () => cache.save(choice),
    restore(snapshot) {
      if (!(snapshot instanceof CacheSnapshot)) throw new Error('A foreign snapshot.');
      cache.restore(snapshot);
      choice = snapshot.choice;
    },
    memory: () => ({ kind: 'cache', bytes: cache.bytes, reservedBytes: cache.bytes }),
    dispose: parts.dispose,
  };
}

/** The last row of logits [1, tokens or 1, vocabulary]. */
async function lastRow(logits: Tensor | undefined): Promise<Float64Array> {
  if (!logits) throw new Error('The graph gave no logits.');
  const data = (await logits.getData()) as ArrayLike<number>;
  const vocabulary = logits.dims.at(-1) ?? 0;
  const begin = data.length - vocabulary;
  // Without Float16Array in the browser, 16-bit numbers come as their bits.
  const isBits = data instanceof Uint16Array;
  return Float64Array.from({ length: vocabulary }, (_, index) => {
    const value = data[begin + index] ?? NaN;
    return isBits ? fromF16(value) : value;
  });
}

function chooseFrom(logits: Float64Array): Choice {
  let id = 0;
  for (let at = 1; at < logits.length; at++) if ((logits[at] ?? NaN) > (logits[id] ?? NaN)) id = at;
  return { id, logProbability: logProbability(logits, id) };
}
