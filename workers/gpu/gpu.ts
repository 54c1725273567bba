import { Failure } from '../failure';

/** One WebGPU device and the failures that may end it. Knows no model. */
export class Gpu {
  readonly device: GPUDevice;
  /** For people: what computes, e.g. `NVIDIA H200`. */
  readonly description: string;
  /** The adapter computes on the CPU. */
  readonly isSoftware: boolean;
  /** Smallest subgroup that the device may form; 1 where it has none. */
  readonly subgroupSize: number;
  /** Why the device is of no use any more: it was lost, or an error was reported outside any error scope. */
  #failure: Failure | undefined;
  /**
   * Told of that failure: one for each work under guard. Not a race against one promise of the device's end, which would keep
   * something of every work for as long as the device lives.
   */
  readonly #guarded = new Set<(failure: Failure) => void>();
  readonly #pipelines = new Map<string, Promise<GPUComputePipeline>>();

  private constructor(device: GPUDevice, info: GPUAdapterInfo) {
    const description = describe(info);
    this.device = device;
    this.description = description;
    this.isSoftware = isSoftware(info);
    this.subgroupSize = device.features.has('subgroups') ? (info.subgroupMinSize ?? 1) : 1;
    // Whoever waits for work hears of it; with nothing in hand the next work does.
    const fail = (failure: Failure) => {
      this.#failure ??= failure;
      for (const tell of this.#guarded) tell(this.#failure);
      this.#guarded.clear();
    };
    void device.lost.then((info) => fail(lostFailure(info, description)));
    device.addEventListener('uncapturederror', ({ error }) => fail(toFailure(error)));
  }

  /**
   * Opens `adapter`, or the fastest that the browser offers. Asks for the largest buffers and workgroups that the adapter has;
   * kernels that need more than WebGPU's guaranteed minimum are variants, which may fail to compile.
   *
   * Throws `no-webgpu`.
   */
  static async open(
    adapter?: GPUAdapter,
    features: GPUFeatureName[] = ['subgroups'],
  ): Promise<Gpu> {
    const chosen = adapter ?? (await requestAdapter());
    const {
      maxBufferSize,
      maxStorageBufferBindingSize,
      maxComputeWorkgroupStorageSize,
      maxComputeInvocationsPerWorkgroup,
      maxComputeWorkgroupSizeX,
    } = chosen.limits;
    const device = await chosen
      .requestDevice({
        requiredFeatures: features.filter((feature) => chosen.features.has(feature)),
        requiredLimits: {
          maxBufferSize,
          maxStorageBufferBindingSize,
          maxComputeWorkgroupStorageSize,
          maxComputeInvocationsPerWorkgroup,
          maxComputeWorkgroupSizeX,
        },
      })
      .catch((cause: unknown) => {
        throw new Failure('no-webgpu', `The GPU adapter gave no device (${String(cause)}).`, {
          cause,
        });
      });
    return new Gpu(device, chosen.info);
  }

  /** The result of `work`, or the failure that ended the device meanwhile. */
  async guard<T>(work: Promise<T>): Promise<T> {
    try {
      return await this.#orFailure(work);
    } catch (cause) {
      if (cause instanceof Failure) throw cause;
      // A lost device aborts what waits on it; its reason may arrive a moment later.
      await this.#orFailure(new Promise((resolve) => setTimeout(resolve, 100)));
      throw new Failure('internal', `The GPU refused work: ${String(cause)}`, { cause });
    }
  }

  async #orFailure<T>(work: Promise<T>): Promise<T> {
    let tell: (failure: Failure) => void = () => undefined;
    const result = new Promise<T>((resolve, reject) => {
      tell = reject;
      if (this.#failure) reject(this.#failure);
      work.then(resolve, reject);
    });
    this.#guarded.add(tell);
    return result.finally(() => this.#guarded.delete(tell));
  }

  /** Compiles a kernel, once for the same code and constants. A driver that cannot is named: `adapter-computes-wrongly`. */
  pipeline(
    kernel: string,
    code: string,
    constants: Record<string, number>,
  ): Promise<GPUComputePipeline> {
    const key = JSON.stringify([code, constants]);
    const known = this.#pipelines.get(key);
    if (known) return known;
    const compiled = this.#compile(kernel, code, constants);
    this.#pipelines.set(key, compiled);
    return compiled;
  }

  async #compile(
    kernel: string,
    code: string,
    constants: Record<string, number>,
  ): Promise<GPUComputePipeline> {
    const module = this.device.createShaderModule({ label: kernel, code });
    const descriptor: GPUComputePipelineDescriptor = {
      label: kernel,
      layout: 'auto',
      compute: { module, constants },
    };
    try {
      return await this.guard(this.device.createComputePipelineAsync(descriptor));
    } catch (cause) {
      if (cause instanceof Failure && cause.name !== 'internal') throw cause;
      throw new Failure(
        'adapter-computes-wrongly',
        `The driver of ${this.description} does not compile the kernel '${kernel}': ${String(cause)}. This reader can run on the CPU instead.`,
        { cause },
      );
    }
  }

  /** A storage buffer that can be copied from and to. Zero at first. */
  storage(label: string, bytes: number): GPUBuffer {
    const { maxStorageBufferBindingSize } = this.device.limits;
    if (bytes > maxStorageBufferBindingSize) {
      throw new Failure(
        'out-of-memory',
        `'${label}' needs ${bytes} bytes in one piece; ${this.description} allows ${maxStorageBufferBindingSize}. Choose a smaller model or the CPU.`,
      );
    }
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    return this.device.createBuffer({
      label,
      size: Math.max(4, Math.ceil(bytes / 4) * 4),
      usage: STORAGE | COPY_SRC | COPY_DST,
    });
  }

  /** A storage buffer that holds `data`, whose length is a multiple of 4 bytes. */
  upload(label: string, data: ArrayBufferView<ArrayBuffer>): GPUBuffer {
    const buffer = this.storage(label, data.byteLength);
    this.device.queue.writeBuffer(buffer, 0, data.buffer, data.byteOffset, data.byteLength);
    return buffer;
  }

  uniform(label: string, values: Uint32Array<ArrayBuffer>): GPUBuffer {
    const { UNIFORM, COPY_DST } = GPUBufferUsage;
    const size = Math.ceil(values.byteLength / 16) * 16;
    const buffer = this.device.createBuffer({ label, size, usage: UNIFORM | COPY_DST });
    this.device.queue.writeBuffer(buffer, 0, values);
    return buffer;
  }

  /** Copies `bytes` of a buffer to the CPU. For checks and tests: work waits for it. */
  async read(buffer: GPUBuffer, offset = 0, bytes = buffer.size - offset): Promise<ArrayBuffer> {
    const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
    const copy = this.device.createBuffer({ label: 'read', size: bytes, usage });
    const encoder = this.device.createCommandEncoder();
    encoder.copyBufferToBuffer(buffer, offset, copy, 0, bytes);
    this.device.queue.submit([encoder.finish()]);
    await this.guard(copy.mapAsync(GPUMapMode.READ));
    const data = copy.getMappedRange().slice(0);
    copy.destroy();
    return data;
  }

  /** Resolves when everything submitted so far has been computed. */
  finished(): Promise<undefined> {
    return this.guard(this.device.queue.onSubmittedWorkDone());
  }

  dispose(): void {
    this.device.destroy();
  }
}

async function requestAdapter(): Promise<GPUAdapter> {
  // Absent in browsers without WebGPU and outside secure contexts, whatever its type says.
  const gpu = navigator.gpu as GPU | undefined;
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (adapter) return adapter;
  throw new Failure(
    'no-webgpu',
    gpu
      ? 'The browser has WebGPU but offers no GPU adapter. The reader can run on the CPU instead.'
      : 'This browser has no WebGPU. The reader can run on the CPU instead.',
  );
}

const nameOf = ({ description, vendor, architecture, device }: GPUAdapterInfo): string =>
  description || [vendor, architecture, device].filter(Boolean).join(' ') || 'unnamed GPU';

const isSoftware = (info: GPUAdapterInfo): boolean =>
  info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(nameOf(info));

const describe = (info: GPUAdapterInfo): string =>
  isSoftware(info) ? `${nameOf(info)} (software adapter)` : nameOf(info);

function lostFailure({ reason, message }: GPUDeviceLostInfo, description: string): Failure {
  return reason === 'destroyed'
    ? new Failure('device-lost', 'The reader was closed while it worked.')
    : new Failure(
        'device-lost',
        `${description} was lost (${message || 'no reason given'}). What it was computing is gone; load the reader again to go on.`,
      );
}

function toFailure(error: GPUError): Failure {
  return error instanceof GPUOutOfMemoryError
    ? new Failure(
        'out-of-memory',
        `The GPU has no memory left (${error.message}). Close other tabs, choose a smaller model or the CPU.`,
      )
    : new Failure('internal', `WebGPU reported an error: ${error.message}`);
}
