import type * as OrtModule from 'onnxruntime-web/webgpu';
import gpuMjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import gpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import cpuMjsUrl from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import cpuWasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { Backend } from '../contract';

export type Ort = typeof OrtModule;

const loading = new Map<Backend, Promise<Ort>>();

/**
 * ONNX Runtime Web, set up once for each worker, from our own origin, with as many threads as the page may have.
 *
 * Two builds, because the one with WebGPU is made with Asyncify, which slows everything that runs on the CPU: the Mamba
 * read a prompt of 900 tokens in 7 s with it and in 2.5 s without (two cores).
 */
export function loadOrt(backend: Backend): Promise<Ort> {
  const loaded = loading.get(backend) ?? load(backend);
  loading.set(backend, loaded);
  return loaded;
}

/** Threads of a reader on this machine. More than four gain nothing at our sizes. */
export function wasmThreads(): number {
  if (import.meta.env.SSR) return 2; // Node 20 has no navigator
  return globalThis.crossOriginIsolated ? Math.min(4, navigator.hardwareConcurrency || 1) : 1;
}

/** In Firefox opening a session with threads sometimes never ends: docs/decisions/threads-in-firefox.md. */
export function ortThreads(): number {
  const firefox = !import.meta.env.SSR && /\bFirefox\//.test(navigator.userAgent);
  return firefox ? 1 : wasmThreads();
}

async function load(backend: Backend): Promise<Ort> {
  if (import.meta.env.SSR) {
    // Node (tests, scripts): the package's own build for it; with WebGPU there is the web's only. transformers.js would point it to a CDN.
    const ort =
      backend === 'webgpu'
        ? await import('onnxruntime-web/webgpu')
        : ((await import('onnxruntime-web')) as unknown as Ort);
    const dist = '../../node_modules/onnxruntime-web/dist/';
    ort.env.wasm.wasmPaths = new URL(dist, import.meta.url).href;
    ort.env.wasm.numThreads = ortThreads();
    return ort;
  }
  const gpu = backend === 'webgpu';
  const ort = gpu
    ? await import('onnxruntime-web/webgpu')
    : ((await import('onnxruntime-web/wasm')) as unknown as Ort);
  ort.env.wasm.wasmPaths = {
    mjs: new URL(gpu ? gpuMjsUrl : cpuMjsUrl, self.location.href).href,
    wasm: new URL(gpu ? gpuWasmUrl : cpuWasmUrl, self.location.href).href,
  };
  ort.env.wasm.numThreads = ortThreads();
  return ort;
}
