import type { Condition, StudyPlan } from './study-plan';

export const DEFAULT_K = '0, 1, 2, 3, 5, 7, 10, 15, 20, oracle';
/** More passages than this are not asked for: 20 are already past the trained length of the bundled readers. */
export const MAX_STUDY_K = 40;

export interface Preset {
  id: StudyPlan['preset'];
  title: string;
  /** What it is for, in a sentence. */
  purpose: string;
  conditions: Condition[];
  /** What it asks, unless a time is given and as many are asked as fit. */
  questions: number;
  minutes?: number;
}

const retrieved = (...ks: number[]): Condition[] =>
  ks.map((k) => ({ kind: 'retrieved', k }) as const);

const NEEDLE_K = 10;

export const presets: readonly Preset[] = [
  {
    id: 'custom',
    title: 'Own choice',
    purpose: 'Any k, with or without the oracle.',
    conditions: [...retrieved(0, 1, 2, 3, 5, 7, 10, 15, 20), { kind: 'oracle' }],
    questions: 100,
  },
  {
    id: 'paper',
    title: 'The paper',
    purpose:
      'The k of MambaRALM (1 to 10, and 20) and its score, an accepted answer inside the output, for both readers, on this corpus.',
    conditions: retrieved(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20),
    questions: 200,
  },
  {
    id: 'class',
    title: 'Class of 30 minutes',
    purpose: 'As many questions as this machine answers in half an hour, with k = 0, 1, 5, 10.',
    conditions: retrieved(0, 1, 5, 10),
    questions: 100,
    minutes: 30,
  },
  {
    id: 'needle',
    title: 'Needle',
    purpose: `A passage that holds the answer stands at place 1, 2, … of ${NEEDLE_K}, the nearest that do not hold it around it: where in the prompt does each reader find it?`,
    conditions: Array.from({ length: NEEDLE_K }, (_, at) => ({
      kind: 'needle' as const,
      k: NEEDLE_K,
      position: at + 1,
    })),
    questions: 50,
  },
  {
    id: 'noise',
    title: 'Noise',
    purpose:
      'A passage that holds the answer among the nearest others, or among random ones. At the same k both prompts are about as long: what differs is how misleading the rest is.',
    conditions: [1, 2, 5, 10, 20].flatMap((k) =>
      (k === 1 ? (['nearest'] as const) : (['nearest', 'random'] as const)).map(
        (filler) => ({ kind: 'noise', k, filler }) as const,
      ),
    ),
    questions: 50,
  },
];
