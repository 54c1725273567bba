import { Failure } from '../../failure';
import { nodeModule } from './node-modules';

/** The engine's WebAssembly. */
export interface CpuProgram {
  module: WebAssembly.Module;
  /** Multiply-adds are one instruction (relaxed SIMD). */
  fused: boolean;
}

/** With fused multiply-adds where this browser knows them, unless they are not wanted. Throws `unusable-file`, `files-missing`. */
export async function loadProgram(wantFused = true): Promise<CpuProgram> {
  const relaxed = await read(new URL('./engine.relaxed.wasm', import.meta.url));
  const fused = wantFused && WebAssembly.validate(relaxed);
  const bytes = fused ? relaxed : await read(new URL('./engine.simd.wasm', import.meta.url));
  try {
    return { module: await WebAssembly.compile(bytes), fused };
  } catch (cause) {
    const reason = 'This browser cannot run WebAssembly with SIMD and threads; a newer one can.';
    throw new Failure('unusable-file', reason, { cause });
  }
}

async function read(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  if (import.meta.env.SSR) return nodeModule('node:fs/promises').readFile(url);
  const response = await fetch(url);
  if (!response.ok) throw new Failure('files-missing', `${url.pathname}: ${response.status}.`);
  return new Uint8Array(await response.arrayBuffer());
}
