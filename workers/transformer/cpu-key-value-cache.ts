import type { Tensor, TypedTensor } from 'onnxruntime-web/webgpu';
import type { Ort } from '../onnx/load-ort';
import { FIRST_CAPACITY, type KeyValueCache } from './key-value-cache';

/** The cache in plain memory, for ONNX Runtime on the CPU. */
export class CpuKeyValueCache implements KeyValueCache {
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

  feeds(): Record<string, Tensor> {
    const end = this.tokens * this.#width;
    return Object.fromEntries(
      [...this.#parts].map(([name, rows]) => [
        `past_${name}`,
        new this.#ort.Tensor('float32', rows.subarray(0, end), [this.tokens, this.#width]),
      ]),
    );
  }

  append(results: Record<string, Tensor>, count: number): void {
    if (this.tokens + count > this.#capacity) this.#grow();
    for (const [name, rows] of this.#parts) {
      const fresh = results[name] as TypedTensor<'float32'> | undefined;
      if (fresh?.dims[0] !== count) throw new Error(`The graph gave no rows of ${name}.`);
      rows.set(fresh.data as Float32Array, this.tokens * this.#width);
    }
    this.tokens += count;
  }

  dispose(): void {
    this.#parts.clear();
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
