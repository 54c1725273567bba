/** The IEEE 754 binary16 nearest to a positive number, of those that are normal: from 2⁻¹⁴ to 65,504. */
export function toF16(value: number): number {
  const inside = Math.min(65_504, Math.max(2 ** -14, value));
  const [bits = 0] = new Uint32Array(Float32Array.of(inside).buffer);
  // Thirteen digits go, to the nearest, ties to even; the exponent's zero moves from 127 to 15.
  return ((bits + 0xfff + ((bits >> 13) & 1)) >> 13) - ((127 - 15) << 10);
}
