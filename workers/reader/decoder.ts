import type { Inspection, KernelCheck, ReaderMemory, ReadingProgress } from '../contract';

/** The greedy choice after some context. */
export interface Choice {
  id: number;
  /** Natural logarithm of the softmax probability of `id`. */
  logProbability: number;
}

/**
 * The context of a decoder at one moment, to go back to as often as wanted, whatever was read or restored meanwhile, until it
 * is disposed of. Only the decoder that made it can use it. It may rest on the snapshot that the decoder made or went
 * back to before it: dispose of the later one first.
 */
export interface Snapshot {
  /** Tokens of context that it stands for. */
  readonly tokens: number;
  /** Memory that it takes now, beyond the decoder's own. */
  readonly bytes: number;
  dispose(): void;
}

/**
 * A language model that continues token ids greedily: what an architecture on a backend has to bring.
 * Everything else (tokenizer, events, cancelling, reports) is in {@link createReader}, once for all of them.
 *
 * Promised by every decoder and tested by `tests/decoder-conformance.ts`:
 * `prefill(a); prefill(b)` = `prefill([...a, ...b])`, and prefill then decode = prefill of the longer text,
 * within the tolerances stated there.
 */
export interface Decoder {
  readonly runsOn: string;
  readonly parameters: number;
  readonly checks: KernelCheck[];
  /** Longest context it can process; null where nothing bounds it. */
  readonly maxTokens: number | null;
  /** Best length of one `prefill` call: bounds memory, progress steps and how soon a cancel is seen. */
  readonly chunkTokens: number;
  /** Back to the empty context. */
  reset(): void;
  /** Adds 1 to `chunkTokens` ids to the context. */
  prefill(ids: readonly number[]): Promise<void>;
  /**
   * Of a decoder that reads short segments faster together than one after the other: `prefill` reads up to `mostSegments`, none of them
   * empty and together at most `chunkTokens` ids, and gives the context behind each but the last, behind which the decoder is then.
   * All is to the last bit as if they were read one by one.
   */
  readonly together?:
    | {
        readonly mostSegments: number;
        prefill(segments: readonly (readonly number[])[]): Promise<Snapshot[]>;
      }
    | undefined;
  /**
   * Greedy continuation of the context (at least one token must have been prefilled). Yields each choice and adds it to
   * the context; ends after `endToken` was chosen (which is yielded) or `maxNewTokens` choices. The caller may leave
   * the loop at any time. Behind the loop, however it ended, the context is undefined until `reset` or `restore`.
   */
  decode(maxNewTokens: number, endToken: number): AsyncIterable<Choice>;
  /**
   * Reads `ids` one by one and gives, for each but the first, the natural logarithm of its probability after everything before
   * it. Behind it the context is undefined until `reset` or `restore`.
   */
  logProbabilities?(ids: readonly number[]): Promise<number[]>;
  /**
   * Of an architecture that keeps keys: reads `ids` and gives [layers, groups, ids, context tokens], how each of them weighs
   * itself and all before it.
   */
  attend?(ids: readonly number[]): Promise<Attention>;
  /**
   * Of an architecture that must read again for it: reads a prompt, given by segments, and an answer from an empty context and
   * writes down how. Looks at `isWanted` between chunks and throws `cancelled`. Snapshots stay valid; the context is
   * undefined behind it until `reset` or `restore`.
   */
  inspect?(
    segments: readonly (readonly number[])[],
    answerIds: readonly number[],
    onProgress: (progress: ReadingProgress) => void,
    isWanted: () => boolean,
  ): Promise<DecoderInspection>;
  save(): Snapshot;
  restore(snapshot: Snapshot): void;
  memory(): ReaderMemory;
  dispose(): void;
}

export type Attention = Pick<Inspection, 'layers' | 'groups' | 'attention'>;

/** The part of an {@link Inspection} that needs the model. */
export type DecoderInspection = Pick<Inspection, 'layers' | 'groups' | 'attention' | 'selection'>;
