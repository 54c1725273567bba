/** What this browser can do, found out before anything is downloaded. */
export interface DeviceReport {
  gpu: GpuReport;
  /** Threads in WebAssembly need it. */
  crossOriginIsolated: boolean;
  cores: number;
  /** Rounded by the browser, at most 8 (some: 32); undefined where it does not say. */
  memoryGiB: number | undefined;
  /** Largest single buffer of the GPU; undefined where there is none. */
  gpuBufferBytes: number | undefined;
}

export type GpuReport =
  | { kind: 'gpu'; name: string }
  /** An adapter computed by the processor: correct, but slower than our CPU path. */
  | { kind: 'software'; name: string }
  | { kind: 'none'; reason: 'no-webgpu' | 'no-adapter' };

export async function inspectDevice(): Promise<DeviceReport> {
  const adapter = await requestAdapter();
  return {
    gpu: describeGpu(adapter),
    gpuBufferBytes: adapter
      ? Math.min(adapter.limits.maxStorageBufferBindingSize, adapter.limits.maxBufferSize)
      : undefined,
    crossOriginIsolated: globalThis.crossOriginIsolated,
    cores: navigator.hardwareConcurrency,
    memoryGiB: (navigator as Navigator & { deviceMemory?: number }).deviceMemory,
  };
}

// Typed as always there; older browsers and insecure pages have none.
const webgpu = () => navigator.gpu as GPU | undefined;

const requestAdapter = async () =>
  (await webgpu()
    ?.requestAdapter()
    .catch(() => null)) ?? null;

function describeGpu(adapter: GPUAdapter | null): GpuReport {
  if (!webgpu()) return { kind: 'none', reason: 'no-webgpu' };
  if (!adapter) return { kind: 'none', reason: 'no-adapter' };
  const { description, vendor, architecture, device } = adapter.info;
  const name = description || [vendor, architecture, device].filter(Boolean).join(' ') || 'GPU';
  const software = adapter.info.isFallbackAdapter || /swiftshader|llvmpipe/i.test(name + device);
  return { kind: software ? 'software' : 'gpu', name };
}
