import { normaliseAnswer } from '../../text/normalise-answer';

/** Scores of TriviaQA (Joshi et al. 2017, evaluation/triviaqa_evaluation.py), for one answer. */
export interface AnswerScore {
  /** The normalised answer equals a normalised alias. */
  exact: boolean;
  /** A normalised alias stands in the normalised answer ('exact subsequence matching' of the study). */
  contains: boolean;
  /** Token F1, best over the aliases. */
  f1: number;
  /** The alias (as written) that decided: the equal one, else the longest contained one. */
  alias: string | undefined;
}

/** @param accepted the answer and its aliases */
export function scoreAnswer(text: string, accepted: readonly string[]): AnswerScore {
  const answer = normaliseAnswer(text);
  const aliases = accepted
    .map((alias) => ({ alias, normal: normaliseAnswer(alias) }))
    .filter(({ normal }) => normal !== '')
    .sort((a, b) => b.normal.length - a.normal.length);
  const equal = aliases.find(({ normal }) => normal === answer);
  const contained = equal ?? aliases.find(({ normal }) => answer.includes(normal));
  return {
    exact: equal !== undefined,
    contains: contained !== undefined,
    f1: Math.max(0, ...aliases.map(({ normal }) => tokenF1(answer, normal))),
    alias: contained?.alias,
  };
}

function tokenF1(answer: string, alias: string): number {
  const expected = alias.split(' ');
  const given = answer.split(' ').filter(Boolean);
  const left = [...expected];
  let common = 0;
  for (const token of given) {
    const at = left.indexOf(token);
    if (at < 0) continue;
    left.splice(at, 1);
    common++;
  }
  return common === 0 ? 0 : (2 * common) / (given.length + expected.length);
}
