/** Natural logarithm of the softmax probability of one token, from the logits of all. */
export function logProbability(logits: ArrayLike<number>, id: number): number {
  let largest = -Infinity;
  for (let at = 0; at < logits.length; at++) largest = Math.max(largest, logits[at] ?? NaN);
  let sum = 0;
  for (let at = 0; at < logits.length; at++) sum += Math.exp((logits[at] ?? NaN) - largest);
  return (logits[id] ?? NaN) - largest - Math.log(sum);
}
