import { ortFailure, type OnnxReader } from '../onnx/open-session';
import { readChoice } from '../onnx/read-choice';
import type { KernelCheck } from '../contract';
import { Failure } from '../failure';
import type { Choice, Decoder, Snapshot } from '../reader/decoder';
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
  const snapshots = new Set<CacheSnapshot>();

  async function step(ids: readonly number[]): Promise<void> {
    // Rows from here on are about to be written: whatever counted on old ones ends.
    for (const snapshot of snapshots) {
      if (snapshot.tokens > cache.tokens) snapshots.delete(snapshot);
    }
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
    save() {
      const snapshot = new CacheSnapshot(cache.tokens, choice, (one) => snapshots.delete(one));
      snapshots.add(snapshot);
      return snapshot;
    },
    restore(snapshot) {
      if (!(snapshot instanceof CacheSnapshot) || !snapshots.has(snapshot)) {
        throw new Error('This snapshot is foreign, disposed of, or its rows were written over.');
      }
      cache.tokens = snapshot.tokens;
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

/** The rows of the cache up to a point: nothing is copied, so it ends when they are written over. */
class CacheSnapshot implements Snapshot {
  readonly tokens: number;
  readonly choice: Choice | undefined;
  readonly bytes = 0;
  readonly #onDispose: (snapshot: CacheSnapshot) => void;

  constructor(
    tokens: number,
    choice: Choice | undefined,
    onDispose: (snapshot: CacheSnapshot) => void,
  ) {
    this.tokens = tokens;
    this.choice = choice;
    this.#onDispose = onDispose;
  }

  dispose(): void {
    this.#onDispose(this);
  }
}
