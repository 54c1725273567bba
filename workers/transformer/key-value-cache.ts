import type { Tensor } from 'onnxruntime-web/webgpu';

/**
 * Rows that a cache is made for at first: the prompt of k = 5 with some room. It doubles when it is full. One chunk of a
 * prompt is never longer.
 */
export const FIRST_CAPACITY = 1024;

/**
 * Rows that a cache never grows beyond: a prompt of 8,192 tokens, twice the longest of k = 20, and an answer. The cache of
 * the bundled model then takes 239 MB.
 */
export const MAX_ROWS = 8192 + 128;

/** Rows to set aside once `capacity` is full. */
export const nextCapacity = (capacity: number): number => Math.min(2 * capacity, MAX_ROWS);

/**
 * Keys and values of every layer, [tokens, width] each, in memory that is set aside before it is needed: a step appends
 * its rows and nothing is copied to make room, except when the capacity doubles. (transformers.js joins old and
 * new to a new cache at every token, which makes long prompts slow: huggingface/transformers.js#1741.)
 */
export interface KeyValueCache {
  /** Rows in use; may be set back to go on from an earlier row. */
  tokens: number;
  /** Of the rows in use. */
  readonly bytes: number;
  readonly reservedBytes: number;
  /** What is held, as the graph's inputs `past_<name>`: the memory itself, not a copy. */
  feeds(): Record<string, Tensor>;
  /** Appends the `count` rows that a step gave as `results[<name>]`. */
  append(results: Record<string, Tensor>, count: number): void;
  /** [tokens, width]: the rows in use of one part, on the CPU. */
  read(name: string): Promise<Float32Array>;
  /** A copy of the rows `from` to `to`, of every layer. */
  take(from: number, to: number): KeptRows;
  /** Copies rows that were taken behind the rows in use. */
  put(rows: KeptRows): void;
  dispose(): void;
}

/** Rows of every layer outside of the cache. Only the cache that gave them can take them back. */
export interface KeptRows {
  readonly count: number;
  readonly bytes: number;
  dispose(): void;
}
