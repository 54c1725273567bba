import { halfOf, nibble, type FourBits } from '../../four-bits';
import u4Code from './u4.wgsl?raw';
import u8Code from './u8.wgsl?raw';
import subgroupCode from './lanes-subgroup.wgsl?raw';
import workgroupCode from './lanes-workgroup.wgsl?raw';

/** A matrix W [rows, columns] on the GPU, columns a multiple of 16 (`u4`: of 32), bound to bindings 0 and 1 of a kernel. */
export interface Matrix {
  /** How weights become numbers; a kernel is compiled for one format. */
  format: MatrixFormat;
  words: GPUBuffer;
  scales: GPUBuffer;
}

/** `u8`: W[r, k] = (byte − 128) · scales[r]; `u4`: (code − zero) · scale of a group of 32 columns. Row by row. */
export type MatrixFormat = keyof typeof FORMATS;

/** What a format says in WGSL: `weights(row, columns, block)` and `scale_of(row)`. Another format is another such file. */
const FORMATS = { u8: u8Code, u4: u4Code };

/** How invocations of a workgroup share the rows of a matrix in decoding. */
export interface Lanes {
  /** Sums inside a subgroup, without workgroup memory. Needs subgroups of at least `lanes`. */
  subgroups: boolean;
  /** Invocations that share a row, a power of two from 4. */
  lanes: number;
  /** Sets of lanes a workgroup. */
  groups: number;
}

/** A kernel's code with what it shares with others before it: the sum over lanes, and a format. */
export function withLanes(code: string, { subgroups }: Lanes, format?: MatrixFormat): string {
  const parts = [
    subgroups ? 'enable subgroups;\n' : '',
    format ? FORMATS[format] : '',
    subgroups ? subgroupCode : workgroupCode,
    code,
  ];
  return parts.join('\n');
}

export const withFormat = (code: string, format: MatrixFormat): string =>
  `${FORMATS[format]}\n${code}`;

/** What `u4` has as scales: of each group the F16 bits of the scale below the zero point, in four bytes. */
export function packGroups(four: FourBits): Uint8Array<ArrayBuffer> {
  const groups = Uint32Array.from(
    { length: four.halves.length / 2 },
    (_, i) => halfOf(four, i) | (nibble(four.zeros, i) << 16),
  );
  return new Uint8Array(groups.buffer);
}
