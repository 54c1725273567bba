import { logProbability } from './log-probability';

/**
 * Natural logarithms of the probabilities of all ids but the first, each after everything before it.
 * @param read adds one token to the context and gives the logits behind it
 */
export async function followTokens(
  ids: readonly number[],
  read: (id: number) => Promise<ArrayLike<number>>,
): Promise<number[]> {
  const found: number[] = [];
  for (const [at, next] of ids.slice(1).entries()) {
    const logits = await read(ids[at] ?? NaN);
    found.push(logProbability(logits, next));
  }
  return found;
}
