import type { Architecture } from '../../workers/contract';
import { conditionLabel } from './study-plan';
import type { ConditionSummary, StudySummary } from './study-summary';

/** A sentence that the figures bear, and how surely. */
export interface Conclusion {
  kind: 'differs' | 'cannot tell' | 'fact';
  text: string;
}

const ALPHA = 0.05;
const names: Record<Architecture, string> = { mamba: 'Mamba', transformer: 'Transformer' };

/** What is known from a study and how surely, in words; nothing is claimed that its tests do not bear. */
export function conclude(summary: StudySummary): Conclusion[] {
  if (summary.answers === 0) return [];
  return [
    ...compareReaders(summary),
    ...summary.trends.map((trend): Conclusion => {
      const change = points(trend.difference.mean);
      const counts = `right only with ${trend.from}: ${trend.lost}, only with ${trend.to}: ${trend.gained}; p = ${pText(trend.p)}`;
      if (trend.p >= ALPHA) {
        return {
          kind: 'cannot tell',
          text: `Whether the ${names[trend.reader]} answers better or worse with ${trend.to} passages than with ${trend.from} cannot be told (${change} points, ${interval(trend.difference)}; ${counts}).`,
        };
      }
      const direction = trend.difference.mean < 0 ? 'loses' : 'gains';
      return {
        kind: 'differs',
        text: `The ${names[trend.reader]} ${direction} from ${trend.from} to ${trend.to} ${trend.to === 1 ? 'passage' : 'passages'}: ${change} points, ${interval(trend.difference)} (${counts}).`,
      };
    }),
    ...nameErrors(summary),
  ];
}

/** Where one reader is right more often than the other. */
function compareReaders({ conditions, run }: StudySummary): Conclusion[] {
  const [first, second] = run.plan.readers;
  const compared = conditions.filter(({ paired }) => paired);
  if (!first || !second || compared.length === 0) return [];
  const pOf = ({ paired }: ConditionSummary) => paired?.contains.pHolm ?? 1;
  const clear = compared.filter((one) => pOf(one) < ALPHA);
  const unclear = compared.filter((one) => pOf(one) >= ALPHA);
  const conclusions = clear.map((one): Conclusion => {
    const mean = one.paired?.contains.difference.mean ?? 0;
    const [better, worse] = mean > 0 ? [first, second] : [second, first];
    return {
      kind: 'differs',
      text: `At ${conditionLabel(one.condition)} the ${names[better]} is right more often, ${share(one, better)} against ${share(one, worse)} of ${one.readers[better]?.trials} questions (p = ${pText(pOf(one))} after Holm's correction for ${compared.length} ${compared.length === 1 ? 'test' : 'tests'}).`,
    };
  });
  if (unclear.length > 0) {
    const widest = Math.max(
      ...unclear.map(({ paired }) => {
        const { low = 0, high = 0 } = paired?.contains.difference ?? {};
        return Math.max(Math.abs(low), Math.abs(high));
      }),
    );
    conclusions.push({
      kind: 'cannot tell',
      text: `At ${list(unclear.map(({ condition }) => conditionLabel(condition)))} the difference between the readers may be chance. Differences of up to ${(100 * widest).toFixed(0)} points fit the data there: that no difference is shown does not mean that there is none.`,
    });
  }
  return conclusions;
}

/** For each reader, what its wrong answers are put down to where it gets most passages. */
function nameErrors({ conditions, run }: StudySummary): Conclusion[] {
  const widest = conditions
    .filter(({ condition }) => condition.kind === 'retrieved')
    .sort((a, b) => kOf(b) - kOf(a))[0];
  if (!widest || kOf(widest) === 0) return [];
  return run.plan.readers.flatMap((reader): Conclusion[] => {
    const one = widest.readers[reader];
    if (!one) return [];
    const { retrieval, overflow, reader: misread } = one.errors;
    const wrong = retrieval + overflow + misread;
    if (wrong === 0) return [];
    return [
      {
        kind: 'fact',
        text: `Of the ${wrong} answers that the ${names[reader]} gets wrong at ${conditionLabel(widest.condition)}, ${retrieval} had no passage with the answer, ${misread} had one within the trained length, and ${overflow} had one in a prompt longer than any the reader was trained on.`,
      },
    ];
  });
}

const kOf = ({ condition }: ConditionSummary) => (condition.kind === 'retrieved' ? condition.k : 0);

function share(one: ConditionSummary, reader: Architecture): string {
  const { hits = 0, trials = 1 } = one.readers[reader]?.contains ?? {};
  return `${((100 * hits) / trials).toFixed(1)} %`;
}

const points = (mean: number) => `${mean < 0 ? '−' : '+'}${Math.abs(100 * mean).toFixed(1)}`;
const interval = ({ low, high }: { low: number; high: number }) =>
  `95 % interval ${points(low)} to ${points(high)}`;
export const pText = (p: number): string => (p < 0.001 ? 'below 0.001' : p.toFixed(3));
const list = (words: readonly string[]) =>
  words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
