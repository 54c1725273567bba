import { pairs } from '../mamba/four-bits';
import { quantiseGroups } from './quantise-groups';
import { quantiseRows } from './quantise-rows';

/** Rounds one matrix, some whole rows at a time. */
export interface Rounder {
  /** What stands in the file for these rows. */
  add(rows: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
  /** When all rows were added: what else the file holds of the matrix, by the end of its name. */
  rest(): Record<string, Uint8Array<ArrayBuffer>>;
}

/** F32 as it is. */
export const asItIs = (): Rounder => ({
  add: (rows) => new Uint8Array(rows.buffer, rows.byteOffset, rows.byteLength),
  rest: () => ({}),
});

export function toEightBits(rows: number, columns: number): Rounder {
  const scales = new Float32Array(rows);
  let row = 0;
  return {
    add(piece) {
      const quantised = quantiseRows(piece, columns);
      scales.set(quantised.scales, row);
      row += quantised.scales.length;
      return quantised.rows;
    },
    rest: () => ({ '.scale': new Uint8Array(scales.buffer) }),
  };
}

export function toFourBits(groups: number): Rounder {
  const halves = new Uint16Array(groups);
  const zeros = new Uint8Array(groups);
  let group = 0;
  return {
    add(piece) {
      const quantised = quantiseGroups(piece);
      halves.set(quantised.halves, group);
      zeros.set(quantised.zeros, group);
      group += quantised.zeros.length;
      return quantised.words;
    },
    rest: () => ({ '.scale': new Uint8Array(halves.buffer), '.zero': pairs(zeros) }),
  };
}
