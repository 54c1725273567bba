import { Failure } from '../failure';
import type { PickedFolder } from './picked-folder';

export interface OnnxFiles {
  /** File name of the graph. */
  name: string;
  /** The graph, then the files with its weights. */
  files: [{ path: string; file: Blob }, ...{ path: string; file: Blob }[]];
}

/**
 * Endings that transformers.js gives to one model in several precisions. First those that run everywhere: 8 bits, 4 bits,
 * 32 bits; 16 bits are slow or missing on CPUs.
 */
const ENDINGS = ['_quantized', '_int8', '_uint8', '_q4', '_bnb4', '', '_q4f16', '_fp16'];

/** The ONNX graph of a transformers.js folder, the one that runs on most devices. Throws `unusable-file`. */
export function findOnnx(folder: PickedFolder, bases: readonly string[]): OnnxFiles {
  const candidates = ['onnx/', ''].flatMap((below) =>
    ENDINGS.flatMap((ending) => bases.map((base) => `${below}${base}${ending}.onnx`)),
  );
  const path = candidates.find((one) => folder.has(one));
  if (!path) {
    const other = folder.paths.find((one) => one.endsWith('.onnx'));
    throw new Failure(
      'unusable-file',
      `The folder has no ONNX file of a known name (${bases.map((base) => `onnx/${base}.onnx`).join(', ')})${other ? `; ${other} is none` : ''}.`,
    );
  }
  const target = (one: string) => `onnx/${one.slice(one.lastIndexOf('/') + 1)}`;
  const data = folder.paths.filter(
    (one) => one.startsWith(`${path}_data`) || one === `${path}.data`,
  );
  return {
    name: path.slice(path.lastIndexOf('/') + 1),
    files: [
      { path: target(path), file: folder.file(path) },
      ...data.sort().map((one) => ({ path: target(one), file: folder.file(one) })),
    ],
  };
}
