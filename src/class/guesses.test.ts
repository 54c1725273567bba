import { expect, it } from 'vitest';
import { handsFor, outcomeOf, tallyOf, type Outcome, type Round } from './guesses';

it.each([
  [true, true, 'both'],
  [true, false, 'mamba'],
  [false, true, 'transformer'],
  [false, false, 'neither'],
  [undefined, true, null],
  [true, undefined, null],
] as const)('mamba %s, transformer %s: %s', (mamba, transformer, outcome) => {
  expect(outcomeOf({ mamba, transformer })).toBe(outcome);
});

const round = (hands: Outcome[], outcome: Outcome | null, revealed = true): Round => ({
  question: `${hands.join()} ${outcome}`,
  hands,
  outcome,
  revealed,
});

it('counts hands on what came', () => {
  const first = round(['mamba', 'mamba', 'both'], 'mamba');
  expect(handsFor(first, 'mamba')).toBe(2);
  const tally = tallyOf([first, round(['neither'], 'both'), round(['both', 'mamba'], 'both')]);
  expect(tally).toEqual({
    questions: 3,
    hands: 6,
    right: 3,
    outcomes: { mamba: 1, transformer: 0, both: 2, neither: 0 },
  });
});

it('leaves out what is hidden, unknown or not guessed', () => {
  const rounds = [round(['both'], null), round(['both'], null, false), round([], 'both')];
  expect(tallyOf(rounds).questions).toBe(0);
});
