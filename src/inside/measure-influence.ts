import type { Passage, PromptSegment, WeighedAnswer } from '../../workers/contract';
import { formatNumber, t } from '../messages/language.svelte';
import { buildPrompt } from '../ask/prompt';

export interface Influence {
  /** Of the answer with all passages. */
  logProbability: number;
  /** By passage: what its absence takes from the answer's log-probability; undefined while not measured. */
  gains: (number | undefined)[];
  readTokens: number;
  reusedTokens: number;
}

/**
 * Leave one out: the same answer weighed with all passages and without each of them, the last one first, so that every prompt
 * begins like the whole one for as long as possible.
 */
export async function measureInfluence(
  question: string,
  passages: readonly Passage[],
  weigh: (segments: PromptSegment[]) => Promise<WeighedAnswer>,
  onUpdate: (influence: Influence) => void,
): Promise<void> {
  const whole = await weigh(buildPrompt(question, passages));
  let influence: Influence = {
    logProbability: whole.logProbability,
    gains: passages.map(() => undefined),
    ...costOf(whole),
  };
  onUpdate(influence);
  for (let left = passages.length - 1; left >= 0; left--) {
    const without = await weigh(
      buildPrompt(
        question,
        passages.filter((_, at) => at !== left),
      ),
    );
    const { readTokens, reusedTokens } = costOf(without);
    influence = {
      logProbability: whole.logProbability,
      gains: influence.gains.with(left, whole.logProbability - without.logProbability),
      readTokens: influence.readTokens + readTokens,
      reusedTokens: influence.reusedTokens + reusedTokens,
    };
    onUpdate(influence);
  }
}

const costOf = ({ promptTokens, reusedTokens }: WeighedAnswer) => ({
  readTokens: promptTokens - reusedTokens,
  reusedTokens,
});

/** What the prompts will cost if nothing before the passage that is left out is read again. */
export function expectedCost(
  segments: readonly { kind: PromptSegment['kind']; tokens: number }[],
): { prompts: number; readTokens: number } {
  const tokens = segments.map((segment) => segment.tokens);
  const behind = (at: number) => tokens.slice(at + 1).reduce((sum, one) => sum + one, 0);
  const passages = segments.flatMap(({ kind }, at) => (kind === 'passage' ? [at] : []));
  return {
    prompts: passages.length + 1,
    readTokens: passages.reduce((sum, at) => sum + behind(at), 0) + behind(passages.at(-1) ?? 0),
  };
}

/** Above, how many times more likely says no more. */
const MOST = 10_000;

/** For people: −2.3 → "10 × more likely without it". */
export function gainInWords(gain: number): string {
  const times = Math.exp(Math.abs(gain));
  if (times < 1.05) return t('influence.no-difference');
  const factor = times < MOST ? formatNumber(times, times < 10 ? 1 : 0) : `> ${formatNumber(MOST)}`;
  return t(gain > 0 ? 'influence.less' : 'influence.more', { factor });
}
