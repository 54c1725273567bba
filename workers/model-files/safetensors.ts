import type { FileParts } from './bundle-files';
import { headerLength, parseHeader, type PlacedTensor } from './safetensors-header';

export interface StoredTensor {
  dtype: string;
  shape: number[];
  bytes: Uint8Array<ArrayBuffer>;
}

/** A safetensors file of which nothing but the header is in memory. */
export interface TensorFile {
  tensors: ReadonlyMap<string, PlacedTensor>;
  /** The tensors whose names begin so. Throws as {@link FileParts}. */
  load(prefix: string): Promise<Map<string, StoredTensor>>;
}

/**
 * Opens a safetensors file: 8 bytes header length (little-endian), a JSON header, then the tensors back to back
 * (https://huggingface.co/docs/safetensors). Throws `unusable-file`.
 */
export async function openTensors(file: FileParts): Promise<TensorFile> {
  const name = 'The weights file';
  const length = headerLength(await file.read(0, Math.min(8, file.bytes)), file.bytes, name);
  const tensors = parseHeader(await file.read(8, 8 + length), file.bytes, name);
  return {
    tensors,
    async load(prefix) {
      const loaded = new Map<string, StoredTensor>();
      for (const [tensor, { dtype, shape, offset, length }] of tensors) {
        if (!tensor.startsWith(prefix)) continue;
        loaded.set(tensor, { dtype, shape, bytes: await file.read(offset, offset + length) });
      }
      return loaded;
    },
  };
}
