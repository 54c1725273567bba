import { ortFailure, type OnnxReader } from '../onnx/open-session';
import { readChoice } from '../onnx/read-choice';
import type { KernelCheck } from '../contract';
import { Failure } from '../failure';
import type { Choice, Decoder } from '../reader/decoder';
import { CacheBranches, CacheSnapshot } from './cache-branches';
import type { KeyValueCache } from './key-value-cache';

/** Twice the longest prompt of k = 20 (about 4,000 tokens); the cache would then take 235 MB. */
const MAX_TOKENS = 8192;
const CHUNK_TOKENS = 128;

/** What a step needs of the machine that it runs on. */
export interface TransformerParts extends OnnxReader {
  cache: KeyValueCache;
  checks: KernelCheck[];
  /** The result of work, or the failure that ended the device meanwhile. */
  guard<T>(work: Promise<T>): Promise<T>;
  dispose(): void;
}

export function createTransformerDecoder(parts: TransformerParts): Decoder {
  const { ort, session, cache, guard, runsOn, parameters, checks } = parts;
  const wanted = ['next_id', 'log_probability', ...cacheOf(session).names];
  let choice: Choice | undefined;
  const branches = new CacheBranches(cache);

  async function step(ids: readonly number[]): Promise<void> {
    branches.setAside();
    const input = new ort.Tensor('int32', Int32Array.from(ids), [ids.length]);
    const running = session.run({ ids: input, ...cache.feeds() }, wanted);
    const results = await guard(running).catch((error: unknown) => {
      throw ortFailure(error, 'The reader stopped');
    });
    cache.append(results, ids.length);
    choice = await guard(readChoice(results));
  }

  return {
    runsOn,
    parameters,
    checks,
    maxTokens: MAX_TOKENS,
    chunkTokens: CHUNK_TOKENS,
    reset() {
      cache.tokens = 0;
      choice = undefined;
    },
    prefill: step,
    async *decode(maxNewTokens, endToken) {
      for (let made = 0; made < maxNewTokens; made++) {
        if (!choice) throw new Error('Nothing was prefilled.');
        const { id } = choice;
        yield choice;
        if (id === endToken || made + 1 === maxNewTokens) return;
        await step([id]);
      }
    },
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
