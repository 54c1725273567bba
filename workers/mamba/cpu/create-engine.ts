import { Failure } from '../../failure';
import type { StoredTensor } from '../../model-files/safetensors';
import type { Choice } from '../../reader/decoder';
import type { MambaConfig } from '../config';
import { layOutMemory } from './memory-layout';
import type { CpuProgram } from './load-program';
import { placeWeights, storedFormat, tensorName } from './place-weights';
import { startThreads } from './start-threads';
import * as w from './words';

/** The Mamba in WebAssembly. Its calls block: it lives in a worker. */
export interface MambaCpuEngine {
  readonly memoryBytes: number;
  /** Length of a saved context. */
  readonly contextBytes: number;
  /** Adds 1 … chunkTokens tokens to the context. */
  prefill(ids: readonly number[]): void;
  /** What comes after the context, most probably. */
  choose(): Choice;
  /** Of the last choice, [vocabulary]. */
  logits(): Float32Array;
  clear(): void;
  save(): Uint8Array<ArrayBuffer>;
  restore(context: Uint8Array<ArrayBuffer>): void;
  dispose(): void;
}

const PAGE = 65_536;

/** Throws `out-of-memory`, `unusable-file`, `internal`. */
export async function createEngine(
  { module }: CpuProgram,
  config: MambaConfig,
  tensors: ReadonlyMap<string, StoredTensor>,
  { threads, chunkTokens }: { threads: number; chunkTokens: number },
): Promise<MambaCpuEngine> {
  if (threads > w.MOST_THREADS) throw new Error(`At most ${w.MOST_THREADS} threads.`);
  const formatOf = (...matrix: Parameters<typeof tensorName>) =>
    storedFormat(tensors, tensorName(...matrix));
  const layout = layOutMemory(config, formatOf, { threads, chunkTokens });
  const memory = reserve(layout.totalBytes);
  new Int32Array(memory.buffer).set(layout.header);
  placeWeights(tensors, config, layout, memory.buffer);
  const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
  const start = exports.start as () => void;
  const endThreads = await startThreads(module, memory, threads);

  const header = new Int32Array(memory.buffer, 4 * w.HEADER, w.FIRST_LAYER);
  const ids = new Int32Array(memory.buffer, layout.ids, chunkTokens);
  const context = new Uint8Array(memory.buffer, layout.context.at, layout.context.bytes);
  const logits = new Float32Array(memory.buffer, layout.logits, config.vocabulary);
  const exponentials = new Float32Array(memory.buffer, 4 * (w.HEADER + w.EXPONENTIALS), 1);

  function run(kind: number): void {
    header[w.KIND] = kind;
    try {
      start();
    } catch (cause) {
      header[w.FAILED] = 1;
      endThreads();
      throw new Failure('worker-crashed', 'A thread of the reader has stopped.', { cause });
    }
  }

  return {
    memoryBytes: memory.buffer.byteLength,
    contextBytes: layout.context.bytes,
    prefill(tokens) {
      if (tokens.some((id) => !(id >= 0 && id < config.vocabulary))) {
        throw new Error('An id lies outside of the vocabulary.');
      }
      ids.set(tokens);
      header[w.TOKENS] = tokens.length;
      run(w.PREFILL);
    },
    choose() {
      run(w.CHOOSE);
      return { id: header[w.CHOSEN] ?? NaN, logProbability: -Math.log(exponentials[0] ?? NaN) };
    },
    logits: () => logits.slice(),
    clear: () => void context.fill(0),
    save: () => context.slice(),
    restore: (saved) => context.set(saved),
    dispose: endThreads,
  };
}

/**
 * Shared also where there is one thread, so that one program does for both: a page that is not cross-origin isolated may make such a
 * memory, it only cannot hand it on.
 */
function reserve(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / PAGE);
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  } catch (cause) {
    const megabytes = Math.ceil(bytes / 1e6);
    const reason = `This browser grants no ${megabytes} MB of memory for the Mamba.`;
    throw new Failure('out-of-memory', reason, { cause });
  }
}
