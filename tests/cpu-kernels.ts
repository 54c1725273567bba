import { loadProgram } from '../workers/mamba/cpu/load-program';

type Kernel = (...numbers: number[]) => number;

/** The CPU engine's kernels around a memory of their own, for tests. Addresses are in bytes. */
export class CpuKernels {
  readonly memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
  #kernels: Record<string, Kernel> = {};
  #end = 0;

  static async open(fused: boolean): Promise<CpuKernels> {
    const program = await loadProgram(fused);
    if (program.fused !== fused) throw new Error('This Node has no relaxed SIMD.');
    const kernels = new CpuKernels();
    const env = { memory: kernels.memory };
    const { exports } = await WebAssembly.instantiate(program.module, { env });
    kernels.#kernels = exports as Record<string, Kernel>;
    return kernels;
  }

  call(name: string, ...numbers: number[]): number {
    const kernel = this.#kernels[name];
    if (!kernel) throw new Error(`The program has no ${name}.`);
    return kernel(...numbers);
  }

  /** Room that is zero. */
  reserve(bytes: number): number {
    const place = this.#end;
    this.#end += Math.ceil(bytes / 64) * 64;
    new Uint8Array(this.memory.buffer, place, bytes).fill(0);
    return place;
  }

  put(values: Float32Array): number {
    const place = this.reserve(4 * values.length);
    new Float32Array(this.memory.buffer, place, values.length).set(values);
    return place;
  }

  take(place: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, place, count).slice();
  }
}
