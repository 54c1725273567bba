import type { Tensor } from 'onnxruntime-web/webgpu';
import type { Gpu } from '../gpu/gpu';
import type { Ort } from '../onnx/load-ort';
import { FIRST_CAPACITY, nextCapacity, type KeptRows, type KeyValueCache } from './key-value-cache';

/**
 * The cache in GPU memory: the graph reads it where it lies and leaves the new rows on the GPU, so that no step moves
 * keys or values between GPU and CPU.
 */
export class GpuKeyValueCache implements KeyValueCache {
  readonly #ort: Ort;
  readonly #gpu: Gpu;
  readonly #rowBytes: number;
  #parts: Map<string, GPUBuffer>;
  #capacity = FIRST_CAPACITY;
  tokens = 0;

  /** @param names one name for each layer's keys and each layer's values */
  constructor(ort: Ort, gpu: Gpu, names: readonly string[], width: number) {
    this.#ort = ort;
    this.#gpu = gpu;
    this.#rowBytes = 4 * width;
    this.#parts = this.#allocate(names);
  }

  get bytes(): number {
    return this.#parts.size * this.tokens * this.#rowBytes;
  }

  get reservedBytes(): number {
    return this.#parts.size * this.#capacity * this.#rowBytes;
  }

  feeds(): Record<string, Tensor> {
    const dims = [this.tokens, this.#rowBytes / 4];
    return Object.fromEntries(
      [...this.#parts].map(([name, buffer]) => [
        `past_${name}`,
        this.#ort.Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims }),
      ]),
    );
  }

  /** Copies the new rows behind the old ones, in the order of the queue: after what made them. */
  append(results: Record<string, Tensor>, count: number): void {
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder();
    const full = this.#makeRoom(count, encoder);
    for (const [name, buffer] of this.#parts) {
      const fresh = results[name];
      if (fresh?.dims[0] !== count) throw new Error(`The graph gave no rows of ${name}.`);
      const source = fresh.gpuBuffer as GPUBuffer;
      const at = this.tokens * this.#rowBytes;
      encoder.copyBufferToBuffer(source, 0, buffer, at, count * this.#rowBytes);
    }
    device.queue.submit([encoder.finish()]);
    for (const name of this.#parts.keys()) results[name]?.dispose();
    for (const buffer of full) buffer.destroy();
    this.tokens += count;
  }

  async read(name: string): Promise<Float32Array> {
    const buffer = this.#parts.get(name);
    if (!buffer) throw new Error(`The cache has no ${name}.`);
    return new Float32Array(await this.#gpu.read(buffer, 0, this.tokens * this.#rowBytes));
  }

  take(from: number, to: number): KeptRows {
    const count = to - from;
    const size = count * this.#rowBytes;
    const kept = new GpuRows(
      [...this.#parts.keys()].map((name) => this.#gpu.storage(`kept ${name}`, size)),
      count,
      this.#parts.size * size,
    );
    const encoder = this.#gpu.device.createCommandEncoder();
    for (const [at, part] of [...this.#parts.values()].entries()) {
      const buffer = kept.buffers[at];
      if (buffer && size > 0) {
        encoder.copyBufferToBuffer(part, from * this.#rowBytes, buffer, 0, size);
      }
    }
    this.#gpu.device.queue.submit([encoder.finish()]);
    return kept;
  }

  put(kept: KeptRows): void {
    if (!(kept instanceof GpuRows)) throw new Error('Rows of another cache.');
    const { device } = this.#gpu;
    const encoder = device.createCommandEncoder();
    const full = this.#makeRoom(kept.count, encoder);
    const size = kept.count * this.#rowBytes;
    for (const [at, part] of [...this.#parts.values()].entries()) {
      const buffer = kept.buffers[at];
      if (buffer && size > 0) {
        encoder.copyBufferToBuffer(buffer, 0, part, this.tokens * this.#rowBytes, size);
      }
    }
    device.queue.submit([encoder.finish()]);
    for (const buffer of full) buffer.destroy();
    this.tokens += kept.count;
  }

  dispose(): void {
    for (const buffer of this.#parts.values()) buffer.destroy();
  }

  #allocate(names: Iterable<string>): Map<string, GPUBuffer> {
    const bytes = this.#capacity * this.#rowBytes;
    return new Map([...names].map((name) => [name, this.#gpu.storage(`cache ${name}`, bytes)]));
  }

  /** Sets more aside if it must; returns the buffers that the copies of `encoder` have made useless. */
  #makeRoom(count: number, encoder: GPUCommandEncoder): GPUBuffer[] {
    if (this.tokens + count <= this.#capacity) return [];
    const old = this.#parts;
    this.#capacity = nextCapacity(this.#capacity);
    this.#parts = this.#allocate(old.keys());
    for (const [name, buffer] of this.#parts) {
      const source = old.get(name);
      if (source) encoder.copyBufferToBuffer(source, 0, buffer, 0, this.tokens * this.#rowBytes);
    }
    return [...old.values()];
  }
}

class GpuRows implements KeptRows {
  /** In the order of the cache's names. */
  readonly buffers: readonly GPUBuffer[];
  readonly count: number;
  readonly bytes: number;

  constructor(buffers: readonly GPUBuffer[], count: number, bytes: number) {
    this.buffers = buffers;
    this.count = count;
    this.bytes = bytes;
  }

  /** Copies that were submitted before still see the rows. */
  dispose(): void {
    for (const buffer of this.buffers) buffer.destroy();
  }
}
