/**
 * A piece of a matrix in 8 bits: u8 − 128 = round(w · 127 / max |w| of its row), and max |w| / 127 as the row's scale.
 * A row of zeros has the scale 0.
 * @param piece whole rows of `columns` numbers
 */
export function quantiseRows(
  piece: Float32Array,
  columns: number,
): { rows: Uint8Array<ArrayBuffer>; scales: Float32Array<ArrayBuffer> } {
  const count = piece.length / columns;
  const rows = new Uint8Array(piece.length);
  const scales = new Float32Array(count);
  for (let row = 0; row < count; row++) {
    const begin = row * columns;
    let largest = 0;
    for (let at = begin; at < begin + columns; at++) {
      largest = Math.max(largest, Math.abs(piece[at] ?? NaN));
    }
    scales[row] = largest / 127;
    const scale = scales[row] || 1;
    for (let at = begin; at < begin + columns; at++) {
      rows[at] = 128 + Math.round((piece[at] ?? NaN) / scale);
    }
  }
  return { rows, scales };
}
