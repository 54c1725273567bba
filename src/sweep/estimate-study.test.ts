import { expect, it } from 'vitest';
import { madeUpPlan } from '../../tests/made-up-study';
import { estimateMs, questionsWithin, speedOf } from './estimate-study';
import type { Condition } from './study-plan';
import { allTasks } from './study-progress';

/** A reader of 2 ms a token and 50 ms an answer; 10 tokens alone, 100 more a passage. */
const speed = speedOf(
  [0, 5].map((passages) => ({
    passages,
    promptTokens: 10 + 100 * passages,
    reusedTokens: 0,
    prefillMs: 2 * (10 + 100 * passages),
    decodeMs: 50,
  })),
);
const speeds = { mamba: speed };
const conditions = [0, 1, 3].map((k): Condition => ({ kind: 'retrieved', k }));
const plan = madeUpPlan({ questions: 3, readers: ['mamba'], alternate: false, conditions });

it('finds the speed of a reader', () => {
  expect(speed.msPerPromptToken).toBeCloseTo(2);
  expect(speed.msPerAnswer).toBe(50);
  expect(speed.tokensPerPassage).toBeCloseTo(100);
  expect(speed.tokensAlone).toBeCloseTo(10);
});

it('counts what is kept between prompts once', () => {
  // The two timed questions read 0 + 1 + 3 passages each, the third one 3 in all.
  const passages = 2 * (0 + 1 + 3) + 3;
  const prompts = 9;
  expect(estimateMs(plan, allTasks(plan), speeds)).toBeCloseTo(
    prompts * (10 * 2 + 50) + passages * 100 * 2,
  );
});

it('asks as many questions as fit, at least one', () => {
  const all = (questions: number) => {
    const tried = { ...plan, questions };
    return estimateMs(tried, allTasks(tried), speeds);
  };
  expect(questionsWithin(all(7) + 1, plan, allTasks, speeds, 50)).toBe(7);
  expect(questionsWithin(1e12, plan, allTasks, speeds, 50)).toBe(50);
  expect(questionsWithin(0, plan, allTasks, speeds, 50)).toBe(1);
});
