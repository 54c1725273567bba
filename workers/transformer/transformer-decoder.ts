import { ortFailure, type OnnxReader } from '../onnx/open-session';
import { readChoice } from '../onnx/read-choice';
import type { KernelCheck } from '../contract';
import type { Choice, Decoder, Snapshot } from '../reader/decoder';
import { KeyValueCache } from './key-value-cache';

/** Twice the longest prompt of k = 20 (about 4,000 tokens); the cache would then take 235 MB. */
const MAX_TOKENS = 8192;
const CHUNK_TOKENS = 128;

export function createTransformerDecoder(
  { ort, session, parameters, runsOn }: OnnxReader,
  checks: KernelCheck[] = [],
): Decoder {
  const names = session.outputNames.filter((name) => /^(key|value)_/.test(name));
  const wanted = ['next_id', 'log_probability', ...names];
  const cache = new KeyValueCache(ort, names, widthOf(session));
  let choice: Choice | undefined;
  const snapshots = new Set<CacheSnapshot>();

  async function step(ids: readonly number[]): Promise<void> {
    // Rows from here on are about to be written: whatever counted on old ones ends.
    for (const snapshot of snapshots) {
      if (snapshot.tokens > cache.tokens) snapshots.delete(snapshot);
    }
    const input = new ort.Tensor('int32', Int32Array.from(ids), [ids.length]);
    const results = await session
      .run({ ids: input, ...cache.feeds() }, wanted)
      .catch((error: unknown) => {
        throw ortFailure(error, 'The reader stopped');
      });
    cache.append(results, ids.length);
    choice = await readChoice(results);
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
    dispose: () => void session.release(),
  };
}

function widthOf({ inputMetadata }: OnnxReader['session']): number {
  const metadata = inputMetadata.find(({ name }) => name === 'past_key_0');
  const width = metadata?.isTensor ? metadata.shape[1] : undefined;
  if (typeof width !== 'number') throw new Error('model.onnx has no input past_key_0.');
  return width;
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
