import { create, globals } from 'webgpu';

/**
 * Gives this process `navigator.gpu`: Dawn, which is Chromium's own WebGPU implementation, without the browser.
 * @param toggles as Dawn takes them, `enable-dawn-features=…`
 */
export function giveWebGpu(...toggles: string[]): GPU {
  Object.assign(globalThis, globals);
  const gpu = create(toggles);
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu, hardwareConcurrency: 2 },
    configurable: true,
  });
  takeSharedMemory();
  return gpu;
}

/** WebGPU lets `writeBuffer` read shared memory, which ONNX Runtime's is; Dawn for Node refuses it, so it gets a copy. */
function takeSharedMemory(): void {
  const { prototype } = GPUQueue;
  const { writeBuffer } = prototype;
  prototype.writeBuffer = function (this: GPUQueue, ...given: Parameters<typeof writeBuffer>) {
    const [buffer, offset, data, begin = 0, size = Infinity] = given;
    const isShared = data instanceof Uint8Array && data.buffer instanceof SharedArrayBuffer;
    if (!isShared) writeBuffer.apply(this, given);
    else writeBuffer.call(this, buffer, offset, data.slice(begin, begin + size));
  };
}
