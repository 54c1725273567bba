/** Numbers of a {@link letterVector}. */
export const LETTER_DIMENSIONS = 8;

/** Counts letters: texts with the same letters are near, and a vector can be told from another text's. */
export function letterVector(text: string): Float32Array {
  const vector = new Float32Array(LETTER_DIMENSIONS).fill(0.01);
  for (const letter of text) {
    const at = letter.charCodeAt(0) % LETTER_DIMENSIONS;
    vector[at] = (vector[at] ?? 0) + 1;
  }
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}
