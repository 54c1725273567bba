import type { Architecture } from '../../workers/contract';

/** Who is right: one of the readers alone, both, or neither. */
export type Outcome = Architecture | 'both' | 'neither';
export const outcomes: readonly Outcome[] = ['mamba', 'transformer', 'both', 'neither'];

/** The guesses on one question. */
export interface Round {
  question: string;
  /** One entry for each hand, in the order of counting. */
  hands: readonly Outcome[];
  revealed: boolean;
  /** Null until it is revealed, and for good where nobody knows the right answer. */
  outcome: Outcome | null;
}

export interface Tally {
  /** Questions with a known outcome and at least one hand. */
  questions: number;
  hands: number;
  /** Hands on what then came. */
  right: number;
  outcomes: Record<Outcome, number>;
}

/** @param right for each reader whether it was right; undefined where that is not known */
export function outcomeOf(right: Record<Architecture, boolean | undefined>): Outcome | null {
  const { mamba, transformer } = right;
  if (mamba === undefined || transformer === undefined) return null;
  if (mamba && transformer) return 'both';
  if (mamba) return 'mamba';
  return transformer ? 'transformer' : 'neither';
}

export const handsFor = (round: Round | undefined, guess: Outcome | null): number =>
  round?.hands.filter((hand) => hand === guess).length ?? 0;

export function tallyOf(rounds: readonly Round[]): Tally {
  const tally: Tally = {
    questions: 0,
    hands: 0,
    right: 0,
    outcomes: { mamba: 0, transformer: 0, both: 0, neither: 0 },
  };
  for (const round of rounds) {
    if (!round.revealed || round.outcome === null || round.hands.length === 0) continue;
    tally.questions++;
    tally.hands += round.hands.length;
    tally.right += handsFor(round, round.outcome);
    tally.outcomes[round.outcome]++;
  }
  return tally;
}
