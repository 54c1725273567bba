import type { Tensor } from 'onnxruntime-web/webgpu';
import { ortFailure, type OnnxReader } from '../onnx/open-session';
import { readChoice } from '../onnx/read-choice';
import type { KernelCheck } from '../contract';
import { Failure } from '../failure';
import type { Attention, Choice, Decoder } from '../reader/decoder';
import { followTokens } from '../reader/follow-tokens';
import { attentionRows } from './attention-rows';
import { CacheBranches, CacheSnapshot } from './cache-branches';
import { MAX_ROWS, type KeyValueCache } from './key-value-cache';

/** What a step needs of the machine that it runs on. */
export interface TransformerParts extends OnnxReader {
  cache: KeyValueCache;
  /** Longest piece of a prompt in one run of the graph. */
  chunkTokens: number;
  checks: KernelCheck[];
  /** The result of work, or the failure that ended the device meanwhile. */
  guard<T>(work: Promise<T>): Promise<T>;
  dispose(): void;
}

export function createTransformerDecoder(parts: TransformerParts): Decoder {
  const { ort, session, cache, guard, runsOn, parameters, chunkTokens, checks } = parts;
  const wanted = ['next_id', 'log_probability', ...cacheOf(session).names];
  const queries = session.outputNames.filter((name) => /^query_/.test(name));
  let choice: Choice | undefined;
  const branches = new CacheBranches(cache);

  /** Adds tokens to the context; gives what else is asked for. */
  async function step(
    ids: readonly number[],
    more: readonly string[] = [],
  ): Promise<Record<string, Tensor>> {
    branches.setAside();
    const input = new ort.Tensor('int32', Int32Array.from(ids), [ids.length]);
    const running = session.run({ ids: input, ...cache.feeds() }, [...wanted, ...more]);
    const results = await guard(running).catch((error: unknown) => {
      throw ortFailure(error, 'The reader stopped');
    });
    cache.append(results, ids.length);
    choice = await guard(readChoice(results));
    return results;
  }

  /** Queries of the graph's last step against all keys, one layer at a time. */
  async function attend(ids: readonly number[]): Promise<Attention> {
    const results = await step(ids, queries);
    const layers: Float32Array[] = [];
    let heads = 0;
    for (const [layer, name] of queries.entries()) {
      const query = results[name];
      heads = query?.dims[1] ?? 0;
      const data = (await guard(query?.getData() ?? Promise.resolve([]))) as Float32Array;
      const keys = await guard(cache.read(`key_${layer}`));
      layers.push(attentionRows({ queries: data, keys, rows: ids.length, heads }));
    }
    const attention = new Float32Array(layers.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const rows of layers) {
      attention.set(rows, at);
      at += rows.length;
    }
    return { layers: layers.length, groups: heads, attention };
  }

  return {
    runsOn,
    parameters,
    checks,
    maxTokens: MAX_ROWS,
    chunkTokens,
    reset() {
      cache.tokens = 0;
      choice = undefined;
    },
    async prefill(ids) {
      await step(ids);
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
    logProbabilities: (ids) =>
      followTokens(ids, async (id) => {
        const { logits } = await step([id], ['logits']);
        return (await guard(logits?.getData() ?? Promise.resolve([]))) as Float32Array;
      }),
    ...(queries.length > 0 && { attend }),
    save: () => branches.save(choice),
    restore(snapshot) {
      if (!(snapshot instanceof CacheSnapshot)) throw new Error('A foreign snapshot.');
      branches.restore(snapshot);
      choice = snapshot.choice;
    },
    memory: () => ({
      kind: 'cache',
      bytes: cache.bytes,
      reservedBytes: cache.reservedBytes,
    }),
    dispose: parts.dispose,
  };
}

/** The shape of the cache that a graph wants: one name for each layer's keys and each layer's values, and their width. */
export function cacheOf(session: OnnxReader['session']): { names: string[]; width: number } {
  const names = session.outputNames.filter((name) => /^(key|value)_/.test(name));
  const metadata = session.inputMetadata.find(({ name }) => name === 'past_key_0');
  const width = metadata?.isTensor ? metadata.shape[1] : undefined;
  if (typeof width !== 'number') {
    throw new Failure('unusable-file', 'model.onnx has no input past_key_0.');
  }
  return { names, width };
}
