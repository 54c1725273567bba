import { Failure } from '../failure';

export interface StoredTensor {
  dtype: 'F32' | 'U8';
  shape: number[];
  /** The tensor's bytes inside the file: a view, not a copy. */
  bytes: Uint8Array<ArrayBuffer>;
}

/**
 * The tensors of a safetensors file by name: 8 bytes header length (little-endian), a JSON header, then the tensors back
 * to back (https://huggingface.co/docs/safetensors). Throws `unusable-file`.
 */
export function readSafetensors(file: Uint8Array<ArrayBuffer>): Map<string, StoredTensor> {
  if (file.length < 8) throw unusable('it is too short');
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const headerBytes = Number(view.getBigUint64(0, true));
  if (headerBytes > file.length - 8) throw unusable('its header is longer than the file');
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + headerBytes)));
  } catch (cause) {
    throw unusable('its header is not JSON', cause);
  }
  const data = file.subarray(8 + headerBytes);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, entry] of Object.entries(header ?? {})) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = entry as Record<string, unknown>;
    if (dtype !== 'F32' && dtype !== 'U8')
      throw unusable(`${name} is ${String(dtype)}, not F32 or U8`);
    if (!isNumbers(shape) || !isNumbers(offsets) || offsets.length !== 2) {
      throw unusable(`${name} has no shape or no place`);
    }
    const [begin = 0, end = 0] = offsets;
    const bytes = shape.reduce((a, b) => a * b, 1) * (dtype === 'F32' ? 4 : 1);
    if (begin < 0 || end > data.length || end - begin !== bytes) {
      throw unusable(`${name} lies outside of the file or has another size than its shape`);
    }
    tensors.set(name, { dtype, shape, bytes: data.subarray(begin, end) });
  }
  return tensors;
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);

function unusable(reason: string, cause?: unknown): Failure {
  return new Failure('unusable-file', `The weights file cannot be used: ${reason}.`, { cause });
}
