/** Neighbours in a pack are about the same article; steps of about this share of the list jump to other subjects. */
const SHARE = 0.382;

/**
 * The example after (1) or before (−1) the present one, in an order that visits each once and is the same on every device.
 * @param at index of the present one; −1 where another question stands in the form
 * @returns undefined for an empty list
 */
export function nextExample(count: number, at: number, direction: 1 | -1): number | undefined {
  if (count === 0) return undefined;
  if (at < 0) return 0;
  let step = Math.max(1, Math.round(count * SHARE));
  while (greatestCommonDivisor(step, count) > 1) step++;
  return (at + direction * step + count * step) % count;
}

const greatestCommonDivisor = (a: number, b: number): number =>
  b === 0 ? a : greatestCommonDivisor(b, a % b);
