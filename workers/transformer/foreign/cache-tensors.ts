import type { Tensor } from 'onnxruntime-web/webgpu';
import type { Ort } from '../../onnx/load-ort';
import type { CacheInput } from './graph-inputs';

type Numbers = Float32Array | Uint16Array;

/** Keys and values as the graph gave them last, [1, heads, tokens, headWidth] each. */
export class CacheTensors {
  readonly #ort: Ort;
  readonly #inputs: readonly CacheInput[];
  #tensors: Map<string, Tensor>;
  /** Rows that the tensors have. */
  #held = 0;
  #tokens = 0;

  constructor(ort: Ort, inputs: readonly CacheInput[]) {
    this.#ort = ort;
    this.#inputs = inputs;
    this.#tensors = this.#empty();
  }

  get tokens(): number {
    return this.#tokens;
  }

  get bytes(): number {
    return this.#inputs.reduce(
      (sum, { type, heads, headWidth }) =>
        sum + (type === 'float32' ? 4 : 2) * heads * headWidth * this.#tokens,
      0,
    );
  }

  /** The first `tokens` rows. */
  feeds(): Record<string, Tensor> {
    if (this.#tokens < this.#held) this.#trim();
    return Object.fromEntries(this.#tensors);
  }

  /** What a step gave: the whole cache of `tokens` rows. */
  take(results: Record<string, Tensor>, tokens: number): void {
    for (const { input, output } of this.#inputs) {
      const fresh = results[output];
      if (fresh?.dims[2] !== tokens) throw new Error(`The graph gave no ${output}.`);
      this.#tensors.set(input, fresh);
    }
    this.#tokens = this.#held = tokens;
  }

  /** Counts the first `tokens` rows only; the others are there until the next step. */
  cut(tokens: number): void {
    if (tokens > this.#held) throw new Error('These rows are not there any more.');
    this.#tokens = tokens;
  }

  #trim(): void {
    for (const { input, type, heads, headWidth } of this.#inputs) {
      const old = this.#tensors.get(input)?.data as Numbers;
      const from = this.#held * headWidth;
      const to = this.#tokens * headWidth;
      const data = old.slice(0, heads * to);
      for (let head = 0; head < heads; head++) {
        data.set(old.subarray(head * from, head * from + to), head * to);
      }
      this.#tensors.set(input, this.#tensor(type, data, [1, heads, this.#tokens, headWidth]));
    }
    this.#held = this.#tokens;
  }

  #empty(): Map<string, Tensor> {
    return new Map(
      this.#inputs.map(({ input, type, heads, headWidth }) => {
        const data = type === 'float32' ? new Float32Array(0) : new Uint16Array(0);
        return [input, this.#tensor(type, data, [1, heads, 0, headWidth])];
      }),
    );
  }

  #tensor(type: CacheInput['type'], data: Numbers, shape: readonly number[]): Tensor {
    return type === 'float32'
      ? new this.#ort.Tensor(type, data as Float32Array, shape)
      : new this.#ort.Tensor(type, data as Uint16Array, shape);
  }
}
