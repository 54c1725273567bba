import type { Tensor, TypedTensor } from 'onnxruntime-web/webgpu';
import type { Ort } from '../onnx/load-ort';
import { FIRST_CAPACITY, nextCapacity, type KeptRows, type KeyValueCache } from './key-value-cache';

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
    this.#makeRoom(count);
    for (const [name, rows] of this.#parts) {
      const fresh = results[name] as TypedTensor<'float32'> | undefined;
      if (fresh?.dims[0] !== count) throw new Error(`The graph gave no rows of ${name}.`);
      rows.set(fresh.data as Float32Array, this.tokens * this.#width);
    }
    this.tokens += count;
  }

  async read(name: string): Promise<Float32Array> {
    return (this.#parts.get(name) ?? new Float32Array()).slice(0, this.tokens * this.#width);
  }

  take(from: number, to: number): KeptRows {
    const rows = [...this.#parts.values()].map((part) =>
      part.slice(from * this.#width, to * this.#width),
    );
    return new CpuRows(rows, to - from);
  }

  put(kept: KeptRows): void {
    if (!(kept instanceof CpuRows)) throw new Error('Rows of another cache.');
    this.#makeRoom(kept.count);
    for (const [at, part] of [...this.#parts.values()].entries()) {
      part.set(kept.rows[at] ?? [], this.tokens * this.#width);
    }
    this.tokens += kept.count;
  }

  dispose(): void {
    this.#parts.clear();
  }

  #makeRoom(count: number): void {
    if (this.tokens + count <= this.#capacity) return;
    this.#capacity = nextCapacity(this.#capacity);
    for (const [name, rows] of this.#parts) {
      const larger = new Float32Array(this.#capacity * this.#width);
      larger.set(rows.subarray(0, this.tokens * this.#width));
      this.#parts.set(name, larger);
    }
  }
}

class CpuRows implements KeptRows {
  /** In the order of the cache's names. */
  readonly rows: readonly Float32Array[];
  readonly count: number;

  constructor(rows: readonly Float32Array[], count: number) {
    this.rows = rows;
    this.count = count;
  }

  get bytes(): number {
    return this.rows.reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  dispose(): void {
    // Plain memory: the garbage collector takes it.
  }
}
