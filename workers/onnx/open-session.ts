import type { InferenceSession } from 'onnxruntime-web/webgpu';
import type { Backend } from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import { loadOrt, wasmThreads, type Ort } from './load-ort';

/** A reader's graph on ONNX Runtime, with what its decoder needs to speak to it. */
export interface OnnxReader {
  ort: Ort;
  session: InferenceSession;
  /** Numbers in the weights file that are parameters (scales of rows are not counted). */
  parameters: number;
  /** Where it runs, for people. */
  runsOn: string;
}

/**
 * Opens `model.onnx` of a bundle; its weights stay in `model.safetensors`, the same file that the GPU engine reads.
 * Throws `unusable-file`, `out-of-memory`.
 */
export async function openSession(
  files: BundleFiles,
  backend: Backend,
  options: InferenceSession.SessionOptions = {},
): Promise<Omit<OnnxReader, 'runsOn'>> {
  const graph = await files.read('model.onnx');
  const weights = await files.read('model.safetensors');
  const ort = await loadOrt(backend);
  try {
    const session = await ort.InferenceSession.create(graph, {
      executionProviders: [backend === 'cpu' ? 'wasm' : 'webgpu'],
      ...options,
      externalData: [{ path: 'model.safetensors', data: weights }],
    });
    return { ort, session, parameters: countParameters(weights) };
  } catch (cause) {
    throw ortFailure(cause, 'The model cannot be opened');
  }
}

/** What ONNX Runtime says, as one of our failures. */
export function ortFailure(cause: unknown, doing: string): Failure {
  if (cause instanceof Failure) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  const memory = /bad_alloc|out of memory|memory access out of bounds|Aborted\(\)|allocat/i;
  const lost = /device (is|was) lost|device lost/i;
  const code = lost.test(reason)
    ? 'device-lost'
    : memory.test(reason) || cause instanceof RangeError
      ? 'out-of-memory'
      : 'unusable-file';
  return new Failure(code, `${doing}: ${reason}`, { cause });
}

export const cpuName = (): string => {
  const threads = wasmThreads();
  return `CPU: WebAssembly SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
};

/** From the header of a safetensors file: every tensor's elements but for the scales of rows. */
function countParameters(weights: Uint8Array): number {
  const view = new DataView(weights.buffer, weights.byteOffset);
  const text = new TextDecoder().decode(weights.subarray(8, 8 + view.getUint32(0, true)));
  const header = JSON.parse(text) as Record<string, { shape?: number[] }>;
  return Object.entries(header)
    .filter(([name]) => !name.endsWith('.scale'))
    .reduce((sum, [, { shape }]) => sum + (shape?.reduce((a, b) => a * b, 1) ?? 0), 0);
}
