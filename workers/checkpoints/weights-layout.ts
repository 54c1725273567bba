import type { Precision } from '../contract';
import { GROUP } from '../mamba/cpu/words';
import { DTYPE_BYTES, type PlacedTensor } from '../model-files/safetensors-header';
import type { WantedTensor } from './find-mamba-tensors';

/** Sizes that GPU copies and SIMD loads like; the first tensor begins at a multiple. */
const ALIGNMENT = 64;

export interface WeightsLayout {
  /** Of `model.safetensors`, in the order of the file, places counted from its begin. */
  tensors: Map<string, PlacedTensor>;
  /** Length, padded JSON: what the file begins with. */
  header: Uint8Array<ArrayBuffer>;
  totalBytes: number;
}

type Wanted = Pick<WantedTensor, 'name' | 'shape' | 'matrix'>;

/** In 4 bits a model keeps its tables, the embedding and the head, in 8. */
const isTable = ({ name }: Wanted) => /embeddings\.weight$|^lm_head\./.test(name);

/** Whether the matrices of layers have whole groups of columns. */
export const fourBitsFit = (wanted: readonly Wanted[]): boolean =>
  wanted.every((one) => !one.matrix || isTable(one) || (one.shape.at(-1) ?? NaN) % GROUP === 0);

/**
 * Where everything lies in our `model.safetensors`: first the matrices in 8 bits, then all F32 tensors with the scales of rows among
 * them, then each matrix in 4 bits with its scales and zero points, so that one pass over a checkpoint can write the file from its
 * begin to its end.
 */
export function layOutWeights(wanted: readonly Wanted[], precision: Precision): WeightsLayout {
  const isU4 = (one: Wanted) => one.matrix && precision === 'u4' && !isTable(one);
  const isU8 = (one: Wanted) => one.matrix && precision !== 'f32' && !isU4(one);
  const byName = <T extends { name: string }>(all: T[]) =>
    all.sort((a, b) => (a.name < b.name ? -1 : 1));
  const matrices = byName(wanted.filter(isU8));
  const scales = matrices.map(({ name, shape }) => ({
    name: `${name}.scale`,
    shape: shape.slice(0, 1),
  }));
  const floats = byName([...wanted.filter((one) => !isU8(one) && !isU4(one)), ...scales]);

  const relative = new Map<string, PlacedTensor>();
  let offset = 0;
  const place = (name: string, shape: number[], dtype: 'U8' | 'F16' | 'F32') => {
    const length = shape.reduce((a, b) => a * b, DTYPE_BYTES.get(dtype) ?? NaN);
    relative.set(name, { dtype, shape, offset, length });
    offset += length;
  };
  for (const { name, shape } of matrices) place(name, shape, 'U8');
  for (const { name, shape } of floats) place(name, shape, 'F32');
  for (const { name, shape } of byName(wanted.filter(isU4))) {
    const [rows = NaN, columns = NaN] = shape;
    place(name, [rows, columns / 2], 'U8');
    place(`${name}.scale`, [rows, columns / GROUP], 'F16');
    place(`${name}.zero`, [Math.ceil((rows * columns) / GROUP / 2)], 'U8');
  }

  const header = encodeHeader(relative, precision);
  const tensors = new Map(
    [...relative].map(([name, one]) => [name, { ...one, offset: one.offset + header.length }]),
  );
  return { tensors, header, totalBytes: header.length + offset };
}

function encodeHeader(
  tensors: ReadonlyMap<string, PlacedTensor>,
  precision: Precision,
): Uint8Array<ArrayBuffer> {
  const metadata: Record<string, string> = { format: 'pt' };
  if (precision !== 'f32') metadata.quantization = 'u8 per row: weight = (u8 - 128) * scale[row]';
  if (precision === 'u4') {
    metadata.quantization += '; with .zero u4 per 32 columns: weight = (code - zero) * scale';
  }
  const entries = [...tensors].map(([name, { dtype, shape, offset, length }]) => [
    name,
    { dtype, shape, data_offsets: [offset, offset + length] },
  ]);
  const json = JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) });
  const text = new TextEncoder().encode(json);
  const length = Math.ceil((8 + text.length) / ALIGNMENT) * ALIGNMENT;
  const header = new Uint8Array(length).fill(0x20);
  new DataView(header.buffer).setBigUint64(0, BigInt(length - 8), true);
  header.set(text, 8);
  return header;
}
