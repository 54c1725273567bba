import type { Architecture } from '../../workers/contract';
import type { ScoredCell } from './score-study';
import { bootstrapMean, type MeanInterval } from './statistics/bootstrap-mean';
import { holm } from './statistics/holm';
import { mcnemar } from './statistics/mcnemar';
import { pairedDifference } from './statistics/paired-difference';
import { median } from './statistics/median';
import { wilsonInterval } from './statistics/wilson-interval';
import { plannedContrasts } from './planned-contrasts';
import { headerOf, type StudyHeader } from './study-run';
import type {
  ConditionSummary,
  Contrast,
  PairedSummary,
  Proportion,
  ReaderSummary,
  Score,
  StudySummary,
} from './study-summary';

/** The figures of a study, whole or in the middle of it. */
export function summariseStudy(run: StudyHeader, scored: readonly ScoredCell[]): StudySummary {
  const byCondition = run.plan.conditions.map((_, index) =>
    scored.filter(({ cell }) => cell.condition === index),
  );
  const conditions = run.plan.conditions.map((condition, index): ConditionSummary => {
    const cells = byCondition[index] ?? [];
    const questions = [...new Map(cells.map((one) => [one.question.id, one])).values()];
    const summary: ConditionSummary = {
      condition,
      ceiling: proportion(questions.filter(({ held }) => held).length, questions.length),
      readers: Object.fromEntries(
        run.plan.readers.map((reader) => [reader, summariseReader(of(cells, reader))]),
      ),
    };
    if (condition.kind === 'retrieved') {
      for (const reader of run.plan.readers) {
        const distracted = findDistracted(scored, reader, condition.k);
        const one = summary.readers[reader];
        if (one && distracted) one.distracted = distracted;
      }
    }
    const [first, second] = run.plan.readers;
    const pairs = first && second ? pairUp(of(cells, first), of(cells, second)) : [];
    if (pairs.length > 0) {
      summary.paired = {
        contains: pair(pairs, 'contains'),
        exact: pair(pairs, 'exact'),
        f1: bootstrapMean(pairs.map(([a, b]) => a.score.f1 - b.score.f1)),
      };
    }
    return summary;
  });
  for (const score of ['contains', 'exact'] as const) {
    correct(conditions.flatMap((one) => one.paired?.[score] ?? []));
  }
  const contrasts = plannedContrasts(run.plan.conditions).flatMap(({ from, to }) =>
    run.plan.readers.flatMap((reader) => {
      const figures = change(byCondition[from] ?? [], byCondition[to] ?? [], reader);
      const [before, after] = [run.plan.conditions[from], run.plan.conditions[to]];
      return figures && before && after ? { reader, from: before, to: after, ...figures } : [];
    }),
  );
  correct(contrasts);
  return {
    schema: 'state-space-reader/study-summary',
    version: 2,
    run: headerOf(run),
    questions: new Set(scored.map(({ question }) => question.id)).size,
    answers: scored.length,
    conditions,
    contrasts,
  };
}

const of = (cells: readonly ScoredCell[], reader: Architecture) =>
  cells.filter(({ cell }) => cell.reader === reader);

export function proportion(hits: number, trials: number): Proportion {
  const [low, high] = wilsonInterval(hits, trials);
  return { hits, trials, low, high };
}

function summariseReader(cells: readonly ScoredCell[]): ReaderSummary {
  const trials = cells.length;
  const right = (score: Score) =>
    proportion(cells.filter((one) => one.score[score]).length, trials);
  const wrong = cells.filter(({ score }) => !score.contains);
  const held = wrong.filter((one) => one.held);
  const fresh = cells.filter(({ cell }) => cell.reusedTokens === 0);
  return {
    trials,
    contains: right('contains'),
    exact: right('exact'),
    f1: meanF1(cells.map(({ score }) => score.f1)),
    errors: {
      retrieval: wrong.length - held.length,
      overflow: held.filter(({ overTrained }) => overTrained).length,
      reader: held.filter(({ overTrained }) => !overTrained).length,
    },
    overTrained: cells.filter(({ overTrained }) => overTrained).length,
    medianPromptTokens: median(cells.map(({ cell }) => cell.promptTokens)),
    prefill: { trials: fresh.length, medianMs: median(fresh.map(({ cell }) => cell.prefillMs)) },
    medianDecodeMsPerToken: median(
      cells.flatMap(({ cell }) => {
        // The first token belongs to the reading; the end mark takes a step too.
        const steps = cell.tokens - 1 + (cell.stopped === 'end' ? 1 : 0);
        return steps > 0 ? cell.decodeMs / steps : [];
      }),
    ),
    medianMemoryBytes: median(cells.map(({ cell }) => cell.memoryBytes)),
  };
}

/**
 * With its bootstrap interval. Where every answer is worth the same (all wrong, as often in a small study) a bootstrap has no
 * length and would claim certainty. Wilson's interval stands in: values in 0…1 vary at most like right and wrong.
 */
function meanF1(values: readonly number[]): MeanInterval {
  const { mean, low, high } = bootstrapMean(values);
  if (values.some((value) => value !== values[0]) || values.length === 0)
    return { mean, low, high };
  const [from, to] = wilsonInterval(mean * values.length, values.length);
  return { mean, low: from, high: to };
}

/** Questions right at some smaller k of the study: how many of them are wrong at this one. */
function findDistracted(
  scored: readonly ScoredCell[],
  reader: Architecture,
  k: number,
): Proportion | undefined {
  const rightBefore = new Set<string>();
  const now: ScoredCell[] = [];
  for (const one of of(scored, reader)) {
    if (one.condition.kind !== 'retrieved') continue;
    if (one.condition.k < k && one.score.contains) rightBefore.add(one.question.id);
    if (one.condition.k === k) now.push(one);
  }
  const concerned = now.filter(({ question }) => rightBefore.has(question.id));
  if (concerned.length === 0) return undefined;
  return proportion(concerned.filter(({ score }) => !score.contains).length, concerned.length);
}

type Pair = [ScoredCell, ScoredCell];

/** Answers to the same question. */
function pairUp(first: readonly ScoredCell[], second: readonly ScoredCell[]): Pair[] {
  const others = new Map(second.map((one) => [one.question.id, one]));
  return first.flatMap((one): Pair[] => {
    const other = others.get(one.question.id);
    return other ? [[one, other]] : [];
  });
}

function pair(pairs: readonly Pair[], score: Score): PairedSummary {
  const count = (first: boolean, second: boolean) =>
    pairs.filter(([a, b]) => a.score[score] === first && b.score[score] === second).length;
  const counts = {
    both: count(true, true),
    onlyFirst: count(true, false),
    onlySecond: count(false, true),
    neither: count(false, false),
  };
  const p = mcnemar(counts.onlyFirst, counts.onlySecond);
  return { ...counts, difference: pairedDifference(counts), p, pHolm: p };
}

/** How a reader changes between two conditions; undefined where no question was asked under both. */
function change(
  before: readonly ScoredCell[],
  after: readonly ScoredCell[],
  reader: Architecture,
): Pick<Contrast, 'lost' | 'gained' | 'difference' | 'p' | 'pHolm'> | undefined {
  const pairs = pairUp(of(after, reader), of(before, reader));
  if (pairs.length === 0) return undefined;
  const { onlyFirst, onlySecond, difference, p, pHolm } = pair(pairs, 'contains');
  return { lost: onlySecond, gained: onlyFirst, difference, p, pHolm };
}

/** Holm's correction over all tests of one kind. */
function correct(tests: readonly { p: number; pHolm: number }[]): void {
  const corrected = holm(tests.map(({ p }) => p));
  for (const [at, one] of tests.entries()) one.pHolm = corrected[at] ?? 1;
}
