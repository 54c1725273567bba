import { Failure } from '../failure';

/** Bytes of one element, by the names that safetensors gives to element types. */
export const DTYPE_BYTES: ReadonlyMap<string, number> = new Map([
  ['F64', 8],
  ['F32', 4],
  ['F16', 2],
  ['BF16', 2],
  ['I64', 8],
  ['I32', 4],
  ['I16', 2],
  ['I8', 1],
  ['U8', 1],
  ['BOOL', 1],
]);

/** Where a tensor lies; `offset` counts from the begin of the file. */
export interface PlacedTensor {
  dtype: string;
  shape: number[];
  offset: number;
  length: number;
}

/** What Hugging Face's own reader allows. */
const LONGEST_HEADER = 100_000_000;

/**
 * Length of the header from the first 8 bytes of a file of `fileBytes` (https://huggingface.co/docs/safetensors).
 * Throws `unusable-file`.
 */
export function headerLength(firstBytes: Uint8Array, fileBytes: number, file: string): number {
  if (firstBytes.length < 8) throw unusable(file, 'it is too short');
  const view = new DataView(firstBytes.buffer, firstBytes.byteOffset, 8);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(LONGEST_HEADER) || Number(length) > fileBytes - 8) {
    throw unusable(
      file,
      `its header claims ${length} bytes; the file has ${fileBytes}. It is no safetensors file`,
    );
  }
  return Number(length);
}

/**
 * The tensors that a header names, by name, after a look that they are what they claim: known types, sizes that match
 * their shapes, back to back without overlap, the last one ending where the file ends.
 * Throws `unusable-file`.
 */
export function parseHeader(
  header: Uint8Array,
  fileBytes: number,
  file: string,
): Map<string, PlacedTensor> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(header));
  } catch (cause) {
    throw unusable(file, 'its header is not JSON', cause);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw unusable(file, 'its header is no table of tensors');
  }
  const begin = 8 + header.length;
  const tensors = new Map<string, PlacedTensor>();
  for (const [name, entry] of Object.entries(json)) {
    if (name === '__metadata__') continue;
    tensors.set(name, place(name, entry, begin, file));
  }
  let end = begin;
  for (const [name, tensor] of [...tensors].sort(([, a], [, b]) => a.offset - b.offset)) {
    if (tensor.offset !== end) {
      throw unusable(file, `${name} overlaps another tensor or leaves a gap before it`);
    }
    end += tensor.length;
  }
  if (end !== fileBytes) {
    throw unusable(file, `its tensors end at byte ${end}, the file at ${fileBytes}`);
  }
  return tensors;
}

function place(name: string, entry: unknown, begin: number, file: string): PlacedTensor {
  const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
  const elementBytes = typeof dtype === 'string' ? DTYPE_BYTES.get(dtype) : undefined;
  if (typeof dtype !== 'string' || elementBytes === undefined) {
    throw unusable(file, `${name} has the unknown type "${String(dtype)}"`);
  }
  if (!isNumbers(shape) || !isNumbers(offsets) || offsets.length !== 2) {
    throw unusable(file, `${name} has no shape or no place`);
  }
  const [first = 0, last = 0] = offsets;
  const length = shape.reduce((product, size) => product * size, elementBytes);
  if (last - first !== length) {
    throw unusable(file, `${name} takes ${last - first} bytes; its shape needs ${length}`);
  }
  return { dtype, shape, offset: begin + first, length };
}

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => Number.isSafeInteger(one) && one >= 0);

function unusable(file: string, reason: string, cause?: unknown): Failure {
  return new Failure('unusable-file', `${file} cannot be used: ${reason}.`, { cause });
}
