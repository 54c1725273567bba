import type { Condition, StudyPlan } from './study-plan';

export const DEFAULT_K = '0, 1, 2, 3, 5, 7, 10, 15, 20, oracle';
/** More passages than this are not asked for: 20 are already past the trained length of the bundled readers. */
export const MAX_STUDY_K = 40;

/** What it is called and what it is for: `presets.title-…` and `presets.purpose-…` of the messages. */
export interface Preset {
  id: StudyPlan['preset'];
  conditions: Condition[];
  /** What it asks, unless a time is given and as many are asked as fit. */
  questions: number;
  minutes?: number;
}

const retrieved = (...ks: number[]): Condition[] =>
  ks.map((k) => ({ kind: 'retrieved', k }) as const);

/** One passage known to hold the answer, alone for k = 1, else among the nearest and among random others. */
export const noiseConditions = (ks: readonly number[]): Condition[] =>
  ks.flatMap((k) =>
    (k === 1 ? (['nearest'] as const) : (['nearest', 'random'] as const)).map(
      (filler) => ({ kind: 'noise', k, filler }) as const,
    ),
  );

/** `presets.purpose-needle` says it too. */
const NEEDLE_K = 10;

export const presets: readonly Preset[] = [
  {
    id: 'custom',
    conditions: [...retrieved(0, 1, 2, 3, 5, 7, 10, 15, 20), { kind: 'oracle' }],
    questions: 100,
  },
  {
    id: 'paper',
    conditions: retrieved(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20),
    questions: 200,
  },
  {
    id: 'class',
    conditions: retrieved(0, 1, 5, 10),
    questions: 100,
    minutes: 30,
  },
  {
    id: 'needle',
    conditions: Array.from({ length: NEEDLE_K }, (_, at) => ({
      kind: 'needle' as const,
      k: NEEDLE_K,
      position: at + 1,
    })),
    questions: 50,
  },
  {
    id: 'noise',
    conditions: noiseConditions([1, 2, 5, 10, 20]),
    questions: 50,
  },
];
