import type { Inspection } from '../../workers/contract';

/** Neighbouring tokens of the same level, as one piece of text. */
export interface ShadedRun {
  text: string;
  /** 0 is below the even share; see {@link LEVELS}. */
  level: number;
}

/** From how many times the even share (1 / tokens) a token has level 1, 2, … */
export const LEVELS: readonly number[] = [1, 3, 10, 30];

/** The text of every segment in runs: few elements on the page, however long the prompt. */
export function shadeText(
  { tokens }: Pick<Inspection, 'tokens'>,
  weights: ArrayLike<number>,
): ShadedRun[][] {
  const segments: ShadedRun[][] = [];
  for (const [at, { text, segment }] of tokens.entries()) {
    const share = (weights[at] ?? 0) * tokens.length;
    const level = LEVELS.filter((from) => share >= from).length;
    const runs = (segments[segment] ??= []);
    const last = runs.at(-1);
    if (last?.level === level) last.text += text;
    else runs.push({ text, level });
  }
  return segments;
}
