/** Segments of one prefill whose ends its kernels can keep; `ends` in their WGSL holds as many. A question, k = 20 and the rest are 22. */
export const MOST_SEGMENTS = 24;

const FIRST_END = 4;

/**
 * What the kernels of a prefill are told of a run, as `Run` in their WGSL.
 * @param ends where its segments end, in tokens, ascending; the last is the length of the run
 * @param stride floats from the context in hand to the one kept behind the first segment, and on to the next
 */
export function runWords(ends: readonly number[], stride: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(FIRST_END + MOST_SEGMENTS);
  words.set([ends.at(-1) ?? 0, ends.length, stride]);
  words.set(ends, FIRST_END);
  return words;
}
