import type { InferenceSession } from 'onnxruntime-web/webgpu';
import type { Backend } from '../contract';
import { Failure } from '../failure';
import { openParts, partsOf, type BundleFiles } from '../model-files/bundle-files';
import { countParameters } from '../model-files/count-parameters';
import { openTensors } from '../model-files/safetensors';
import { dequantise } from './dequantise';
import { loadOrt, ortThreads, type Ort } from './load-ort';

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
 * Opens `model.onnx` of a bundle; its weights stay in `model.safetensors`, the same file that the GPU engine reads. Where the graph
 * wants a matrix unpacked it is given so. Throws `unusable-file`, `out-of-memory`.
 */
export async function openSession(
  files: BundleFiles,
  backend: Backend,
  options: InferenceSession.SessionOptions = {},
): Promise<Omit<OnnxReader, 'runsOn'>> {
  const graph = await files.read('model.onnx');
  const file = await openParts(files, 'model.safetensors');
  const parameters = countParameters((await openTensors(file)).tensors);
  requireRoom(4 * parameters);
  const weights = await file.read(0, file.bytes);
  const matrices = await unpacked(graph, weights);
  const ort = await loadOrt(backend);
  try {
    const session = await ort.InferenceSession.create(graph, {
      executionProviders: [backend === 'cpu' ? 'wasm' : 'webgpu'],
      ...options,
      externalData: [{ path: 'model.safetensors', data: weights }, ...matrices],
    });
    return { ort, session, parameters };
  } catch (cause) {
    throw ortFailure(cause, 'The model cannot be opened');
  }
}

/** The files `<matrix>.f32` that the graph names (`GraphBuilder.unpacked`), made of the weights file. */
async function unpacked(graph: Uint8Array, weights: Uint8Array<ArrayBuffer>) {
  const tensors = await (await openTensors(partsOf(weights))).load('');
  const named = new TextDecoder('latin1').decode(graph);
  return [...tensors.keys()]
    .filter((name) => named.includes(`${name}.f32`))
    .map((name) => ({
      path: `${name}.f32`,
      data: new Uint8Array(dequantise(tensors, name).buffer),
    }));
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
  const threads = ortThreads();
  return `CPU: WebAssembly SIMD, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
};

/** Weights become numbers of 32 bits in ONNX Runtime's memory, which ends at 4 GiB: said before gigabytes are read. */
function requireRoom(bytes: number): void {
  if (bytes < 2 ** 32) return;
  throw new Failure(
    'out-of-memory',
    `On the CPU the weights would take ${(bytes / 1e9).toFixed(1)} GB; WebAssembly has 4.3 GB for everything. Use the GPU, or a smaller model.`,
  );
}
