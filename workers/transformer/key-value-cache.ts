import type { Ort } from '../onnx/load-ort';
import type { Tensor, TypedTensor } from 'onnxruntime-web/webgpu';

/** Rows that the cache is made for at first: the prompt of k = 5 with some room. It doubles when it is full. */
const FIRST_CAPACITY = 1024;

/**
 * Keys and values of every layer, [tokens, width] each, in memory that is set aside before it is needed: a step appends
 * its rows and nothing is ever copied to make room, except when the capacity doubles. (transformers.js joins old and
 * new to a new cache at every token, which makes long prompts slow: huggingface/transformers.js#1741.)
 */
export class KeyValueCache {
  readonly #ort: Ort;
  readonly #width: number;
  #parts: Map<string, Float32Array>;
  #capacity = FIRST_CAPACITY;
  tokens = 0;

  /** @param names one name for each layer's keys and each layer's values */
  constructor(ort: Ort, names: readonly string[], width: number) {
    this.#ort = ort;
    this.#width = width;
    this.#parts = new Map(names.map((name) => [name, new Float32Array(this.#capacity * width)]));
  }

  get bytes(): number {
    return 4 * this.#parts.size * this.tokens * this.#width;
  }

  get reservedBytes(): number {
    return 4 * this.#parts.size * this.#capacity * this.#width;
  }

  /** What is held, as feeds `past_<name>`: views, not copies. */
  feeds(): Record<string, Tensor> {
    const end = this.tokens * this.#width;
    return Object.fromEntries(
      [...this.#parts].map(([name, rows]) => [
        `past_${name}`,
        new this.#ort.Tensor('float32', rows.subarray(0, end), [this.tokens, this.#width]),
      ]),
    );
  }

  /** Appends the rows that a step gave, `results[<name>]` for each name. */
  append(results: Record<string, Tensor>, count: number): void {
    while (this.tokens + count > this.#capacity) this.#grow();
    for (const [name, rows] of this.#parts) {
      const fresh = results[name] as TypedTensor<'float32'> | undefined;
      if (fresh?.size !== count * this.#width)
        throw new Error(`The graph gave no rows of ${name}.`);
      rows.set(fresh.data as Float32Array, this.tokens * this.#width);
    }
    this.tokens += count;
  }

  #grow(): void {
    this.#capacity *= 2;
    for (const [name, rows] of this.#parts) {
      const larger = new Float32Array(this.#capacity * this.#width);
      larger.set(rows.subarray(0, this.tokens * this.#width));
      this.#parts.set(name, larger);
    }
  }
}
