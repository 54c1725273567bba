import * as v from 'valibot';
import type { Language } from '../messages/languages';
import { say } from '../messages/say';

/** What a reader is given: every prompt of a study is one question under one condition. */
const condition = v.variant('kind', [
  /** The k nearest passages, nearest first; k = 0 is closed book. */
  v.object({ kind: v.literal('retrieved'), k: v.pipe(v.number(), v.integer(), v.minValue(0)) }),
  /** The passages known to hold the answer, alone: the first few where there are many. */
  v.object({ kind: v.literal('oracle') }),
  /** One passage known to hold the answer at `position` (from 1) among the k − 1 nearest that do not hold it. */
  v.object({
    kind: v.literal('needle'),
    k: v.pipe(v.number(), v.integer(), v.minValue(1)),
    position: v.pipe(v.number(), v.integer(), v.minValue(1)),
  }),
  /** The same at a random position, among the k − 1 nearest or random passages that do not hold it. */
  v.object({
    kind: v.literal('noise'),
    k: v.pipe(v.number(), v.integer(), v.minValue(1)),
    filler: v.picklist(['nearest', 'random']),
  }),
]);

export const architecture = v.picklist(['mamba', 'transformer']);

export const studyPlan = v.object({
  /** Which preset it came from, for people. */
  preset: v.picklist(['custom', 'paper', 'class', 'needle', 'noise']),
  conditions: v.pipe(v.array(condition), v.minLength(1), v.maxLength(100)),
  questions: v.pipe(v.number(), v.integer(), v.minValue(1)),
  seed: v.pipe(v.number(), v.integer()),
  /** In this order for each question. */
  readers: v.pipe(v.array(architecture), v.minLength(1), v.maxLength(2)),
  /** Every second question begins with the other reader, so that heat and other work on the machine hit both. */
  alternate: v.boolean(),
  /** How passages are found; by meaning where it is not said, as in the paper. */
  search: v.optional(v.picklist(['meaning', 'words', 'both'])),
});

export type Condition = v.InferOutput<typeof condition>;
export type StudyPlan = v.InferOutput<typeof studyPlan>;

/** Short and unique within a plan: `k5`, `oracle`, `needle10@3`, `noise10-random`. */
export function conditionKey(one: Condition): string {
  switch (one.kind) {
    case 'retrieved':
      return `k${one.k}`;
    case 'oracle':
      return 'oracle';
    case 'needle':
      return `needle${one.k}@${one.position}`;
    case 'noise':
      return `noise${one.k}-${one.filler}`;
  }
}

/** For people, as in 'at k = 5'. */
export function conditionLabel(one: Condition, language: Language): string {
  switch (one.kind) {
    case 'retrieved':
      return say(language, 'presets.retrieved', { k: one.k });
    case 'oracle':
      return say(language, 'presets.oracle');
    case 'needle':
      return say(language, 'presets.needle', { position: one.position, k: one.k });
    case 'noise':
      return one.k === 1
        ? say(language, 'presets.alone')
        : say(language, `presets.noise-${one.filler}`, { k: one.k });
  }
}

/** `0,1,5,oracle` → conditions; undefined where it makes no sense. Doubles are dropped, k ascends, the oracle is last. */
export function parseConditions(text: string, maxK: number): Condition[] | undefined {
  const words = [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
  const ks = words.filter((word) => word !== 'oracle').map(Number);
  if (words.length === 0 || !ks.every((k) => Number.isInteger(k) && k >= 0 && k <= maxK)) return;
  const retrieved = [...new Set(ks)].sort((a, b) => a - b);
  return [
    ...retrieved.map((k): Condition => ({ kind: 'retrieved', k })),
    ...(words.includes('oracle') ? [{ kind: 'oracle' } as const] : []),
  ];
}

/** True where a question is of use only with a passage known to hold its answer. */
export const needsGold = ({ conditions }: StudyPlan): boolean =>
  conditions.every(({ kind }) => kind !== 'retrieved');
