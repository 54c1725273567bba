import type { Inspection } from '../../workers/contract';

/** Which part of an inspection is looked at; 'all' is the mean. Numbers count from 0. */
export interface AttentionPart {
  layer: number | 'all';
  group: number | 'all';
  answerToken: number | 'all';
}

export const wholeAttention: AttentionPart = { layer: 'all', group: 'all', answerToken: 'all' };

/** [tokens]: mean weight of each token over the chosen layers, groups and answer tokens. Sums to 1. */
export function tokenWeights(inspection: Inspection, part: AttentionPart): Float64Array {
  const { attention, layers, groups, tokens, promptTokens } = inspection;
  const answerTokens = tokens.length - promptTokens;
  const weights = new Float64Array(tokens.length);
  let rows = 0;
  for (const layer of chosen(part.layer, layers)) {
    for (const group of chosen(part.group, groups)) {
      for (const answerToken of chosen(part.answerToken, answerTokens)) {
        const row = ((layer * groups + group) * answerTokens + answerToken) * tokens.length;
        for (let at = 0; at < weights.length; at++) {
          weights[at] = (weights[at] ?? 0) + (attention[row + at] ?? NaN);
        }
        rows++;
      }
    }
  }
  return weights.map((weight) => weight / rows);
}

/** Sum of a number of each token, by segment. */
export function segmentSums(
  { tokens }: Pick<Inspection, 'tokens'>,
  numbers: ArrayLike<number>,
): number[] {
  const sums: number[] = [];
  for (const [at, { segment }] of tokens.entries()) {
    sums[segment] = (sums[segment] ?? 0) + (numbers[at] ?? NaN);
  }
  return sums;
}

const chosen = (wish: number | 'all', count: number): number[] =>
  wish === 'all' ? Array.from({ length: count }, (_, at) => at) : [wish];
