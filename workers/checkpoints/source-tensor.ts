import { Failure } from '../failure';
import { headerLength, parseHeader, type PlacedTensor } from '../model-files/safetensors-header';
import { fromF16 } from '../onnx/from-f16';
import type { PickedFolder } from './picked-folder';

/** A tensor of a picked file; nothing of it is in memory. */
export interface SourceTensor extends PlacedTensor {
  file: Blob;
}

const PIECE_BYTES = 1 << 22;

/**
 * Every tensor of a folder's safetensors files, by name; of a sharded checkpoint those that its index names.
 * Throws `unusable-file`.
 */
export async function readSourceTensors(folder: PickedFolder): Promise<Map<string, SourceTensor>> {
  const tensors = new Map<string, SourceTensor>();
  for (const path of await weightFiles(folder)) {
    const file = folder.file(path);
    const begin = new Uint8Array(await file.slice(0, 8).arrayBuffer());
    const length = headerLength(begin, file.size, path);
    const header = new Uint8Array(await file.slice(8, 8 + length).arrayBuffer());
    for (const [name, placed] of parseHeader(header, file.size, path)) {
      if (tensors.has(name)) {
        throw new Failure('unusable-file', `${name} is in ${path} and in another file.`);
      }
      tensors.set(name, { ...placed, file });
    }
  }
  return tensors;
}

async function weightFiles(folder: PickedFolder): Promise<string[]> {
  const INDEX = 'model.safetensors.index.json';
  const all = folder.paths.filter((path) => /^[^/]+\.safetensors$/.test(path));
  if (folder.has(INDEX)) {
    const { weight_map: map } = await folder.json(INDEX);
    const named = [...new Set(Object.values((map ?? {}) as object) as unknown[])].map(String);
    const missing = named.filter((path) => !all.includes(path));
    if (named.length === 0 || missing.length > 0) {
      throw new Failure(
        'unusable-file',
        `${INDEX} names ${named.length} files; missing in the folder: ${missing.join(', ') || 'all'}.`,
      );
    }
    return named;
  }
  if (all.length > 0) return all;
  const pickled = folder.paths.find((path) => /\.(bin|pt|pth)$/.test(path));
  throw new Failure(
    'unusable-file',
    pickled
      ? `The weights are in ${pickled}, a Python pickle, which could run code and is not read. Save them as safetensors: model.save_pretrained(folder, safe_serialization=True).`
      : 'The folder has no *.safetensors file.',
  );
}

/** The elements of a tensor as F32, whole rows of `columns` at a time, a few megabytes each. */
export async function* readRows(
  tensor: SourceTensor,
  columns: number,
): AsyncGenerator<Float32Array<ArrayBuffer>> {
  const elements = tensor.shape.reduce((product, size) => product * size, 1);
  const elementBytes = tensor.length / elements;
  const rowBytes = columns * elementBytes;
  const step = Math.max(1, Math.floor(PIECE_BYTES / rowBytes)) * rowBytes;
  for (let at = 0; at < tensor.length; at += step) {
    const begin = tensor.offset + at;
    const end = tensor.offset + Math.min(tensor.length, at + step);
    const bytes = await tensor.file.slice(begin, end).arrayBuffer();
    if (bytes.byteLength !== end - begin) {
      throw new Failure('unusable-file', 'A file became shorter while it was read.');
    }
    yield toF32(bytes, tensor.dtype);
  }
}

export const READABLE_DTYPES: ReadonlySet<string> = new Set(['F64', 'F32', 'F16', 'BF16']);

function toF32(bytes: ArrayBuffer, dtype: string): Float32Array<ArrayBuffer> {
  switch (dtype) {
    case 'F32':
      return new Float32Array(bytes);
    case 'F64':
      return Float32Array.from(new Float64Array(bytes));
    case 'BF16': {
      // The upper half of an F32.
      const words = Uint32Array.from(new Uint16Array(bytes), (half) => half << 16);
      return new Float32Array(words.buffer);
    }
    case 'F16':
      return Float32Array.from(new Uint16Array(bytes), fromF16);
    default:
      throw new Failure('unusable-file', `Weights of type ${dtype} cannot be read.`);
  }
}
