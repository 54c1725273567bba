import mjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';

import type * as OrtModule from 'onnxruntime-web/webgpu';

export type Ort = typeof OrtModule;

let loading: Promise<Ort> | undefined;

/**
 * ONNX Runtime Web, set up once for each worker: its one wasm file (WebAssembly and WebGPU in it) comes from our own
 * origin, and it uses as many threads as the page may have.
 */
export function loadOrt(): Promise<Ort> {
  loading ??= load();
  return loading;
}

/** Threads that ONNX Runtime uses on this machine. More than four gain nothing at our sizes. */
export function wasmThreads(): number {
  if (import.meta.env.SSR) return 2; // Node 20 has no navigator
  return globalThis.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency || 1) : 1;
}

async function load(): Promise<Ort> {
  if (import.meta.env.SSR) {
    // Node (tests, scripts): the package's own build for it. transformers.js would point it to a CDN.
    const ort = (await import('onnxruntime-web')) as unknown as Ort;
    const dist = '../../node_modules/onnxruntime-web/dist/';
    ort.env.wasm.wasmPaths = new URL(dist, import.meta.url).href;
    ort.env.wasm.numThreads = wasmThreads();
    return ort;
  }
  const ort = await import('onnxruntime-web/webgpu');
  ort.env.wasm.wasmPaths = {
    mjs: new URL(mjsUrl, self.location.href).href,
    wasm: new URL(wasmUrl, self.location.href).href,
  };
  ort.env.wasm.numThreads = wasmThreads();
  return ort;
}
