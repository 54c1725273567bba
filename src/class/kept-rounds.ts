import * as v from 'valibot';
import { outcomes, type Round } from './guesses';

const KEY = 'class-guesses';
const guess = v.picklist(outcomes);
const rounds = v.array(
  v.object({
    question: v.string(),
    hands: v.array(guess),
    revealed: v.boolean(),
    outcome: v.nullable(guess),
  }),
);

/** The tally lasts as long as the tab: a reload in the middle of a lesson loses nothing. */
export function readRounds(): Round[] {
  try {
    return v.parse(rounds, JSON.parse(sessionStorage.getItem(KEY) ?? '[]'));
  } catch {
    return []; // another version wrote it, or there is no storage
  }
}

export function keepRounds(kept: readonly Round[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // No storage: the tally lasts until the page is left.
  }
}
