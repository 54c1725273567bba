import type { Architecture } from '../../workers/contract';
import type { MeanInterval } from './statistics/bootstrap-mean';
import type { PairedCounts } from './statistics/paired-difference';
import type { Condition } from './study-plan';
import type { StudyHeader, StudyReader } from './study-run';

/** A share with its 95 % Wilson interval. */
export interface Proportion {
  hits: number;
  trials: number;
  low: number;
  high: number;
}

/** The scores that a question is right or wrong by. */
export type Score = 'contains' | 'exact';

export interface ReaderSummary {
  /** Questions that this reader has answered. */
  trials: number;
  contains: Proportion;
  exact: Proportion;
  f1: MeanInterval;
  /** Of the wrong answers (by `contains`), what they are put down to; the first that holds. */
  errors: {
    /** No passage of the prompt holds an accepted answer. */
    retrieval: number;
    /** One does, but the prompt is longer than any that the reader was trained on. */
    overflow: number;
    /** One does, and the reader answers something else. */
    reader: number;
  };
  /** Of the questions that this reader answered at some smaller k, those it gets wrong now; retrieved passages only. */
  distracted?: Proportion;
  /** Prompts longer than any that the reader was trained on. */
  overTrained: number;
  medianPromptTokens: number;
  /** Median over prompts that were read from the beginning. */
  prefill: { trials: number; medianMs: number };
  medianDecodeMsPerToken: number;
  medianMemoryBytes: number;
}

/** Both readers on the same questions. `first` is the reader that the plan names first. */
export interface PairedSummary extends PairedCounts {
  /** First minus second, in shares, with Newcombe's interval for pairs. */
  difference: MeanInterval;
  /** McNemar, exact; and after Holm's correction over the conditions of the plan. */
  p: number;
  pHolm: number;
}

export interface ConditionSummary {
  condition: Condition;
  /** Share of questions for which a passage of the prompt holds an accepted answer: no reader that copies can do better. */
  ceiling: Proportion;
  readers: Partial<Record<Architecture, ReaderSummary>>;
  paired?: Record<Score, PairedSummary> & {
    /** First minus second. */
    f1: MeanInterval;
  };
}

/** How one reader changes from one condition to another, on the same questions. */
export interface Contrast {
  reader: Architecture;
  from: Condition;
  to: Condition;
  /** Right only under `from`, only under `to`. */
  lost: number;
  gained: number;
  /** `to` minus `from`, in shares, with Newcombe's interval for pairs. */
  difference: MeanInterval;
  /** McNemar, exact; and after Holm's correction over all contrasts of the study. */
  p: number;
  pHolm: number;
}

/** Everything that charts, tables and conclusions say, without a question, an answer or a passage in it. */
export interface StudySummary {
  schema: 'state-space-reader/study-summary';
  version: 2;
  run: StudyHeader;
  /** Questions with at least one answer. */
  questions: number;
  answers: number;
  conditions: ConditionSummary[];
  contrasts: Contrast[];
}

export const readerOf = (
  run: Pick<StudyHeader, 'readers'>,
  architecture: Architecture,
): StudyReader | undefined => run.readers.find((one) => one.architecture === architecture);
