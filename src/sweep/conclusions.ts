import type { Architecture } from '../../workers/contract';
import type { Language } from '../messages/languages';
import { writeList, writeNumber } from '../messages/message';
import { say } from '../messages/say';
import { conditionLabel, type Condition } from './study-plan';
import type { ConditionSummary, Contrast, StudySummary } from './study-summary';

/** A sentence that the figures bear, and how surely. */
export interface Conclusion {
  kind: 'differs' | 'cannot tell' | 'fact';
  text: string;
}

const ALPHA = 0.05;
const names: Record<Architecture, string> = { mamba: 'Mamba', transformer: 'Transformer' };

/** What is known from a study and how surely, in words; nothing is claimed that its tests do not bear. */
export function conclude(summary: StudySummary, language: Language): Conclusion[] {
  const { contrasts } = summary;
  if (summary.answers === 0) return [];
  return [
    ...compareReaders(summary, language),
    ...contrasts.map((one) => concludeContrast(one, contrasts.length, language)),
    ...nameErrors(summary, language),
  ];
}

/** What another context does to one reader. */
function concludeContrast(one: Contrast, tests: number, language: Language): Conclusion {
  const { from, to, lost, gained, pHolm, difference } = one;
  const told = {
    reader: names[one.reader],
    from: named(from, language),
    to: named(to, language),
    change: points(difference.mean, language),
    interval: say(language, 'conclusions.interval', {
      low: points(difference.low, language),
      high: points(difference.high, language),
    }),
    counts: say(language, 'conclusions.counts', {
      lost,
      gained,
      p: pText(pHolm, language),
      tests: say(language, 'conclusions.holm', { count: tests }),
    }),
  };
  if (pHolm >= ALPHA) {
    return { kind: 'cannot tell', text: say(language, 'conclusions.change-unclear', told) };
  }
  const message = difference.mean < 0 ? 'conclusions.loses' : 'conclusions.gains';
  return { kind: 'differs', text: say(language, message, told) };
}

/** Where one reader is right more often than the other. */
function compareReaders({ conditions, run }: StudySummary, language: Language): Conclusion[] {
  const [first, second] = run.plan.readers;
  const compared = conditions.filter(({ paired }) => paired);
  if (!first || !second || compared.length === 0) return [];
  const pOf = ({ paired }: ConditionSummary) => paired?.contains.pHolm ?? 1;
  const clear = compared.filter((one) => pOf(one) < ALPHA);
  const unclear = compared.filter((one) => pOf(one) >= ALPHA);
  const conclusions = clear.map((one): Conclusion => {
    const mean = one.paired?.contains.difference.mean ?? 0;
    const [better, worse] = mean > 0 ? [first, second] : [second, first];
    const text = say(language, 'conclusions.better', {
      condition: named(one.condition, language),
      better: names[better],
      share: writeNumber(language, percentOf(one, better), 1),
      other: writeNumber(language, percentOf(one, worse), 1),
      questions: one.readers[better]?.trials ?? 0,
      p: pText(pOf(one), language),
      tests: say(language, 'conclusions.holm', { count: compared.length }),
    });
    return { kind: 'differs', text };
  });
  if (unclear.length > 0) {
    const widest = Math.max(
      ...unclear.map(({ paired }) => {
        const { low = 0, high = 0 } = paired?.contains.difference ?? {};
        return Math.max(Math.abs(low), Math.abs(high));
      }),
    );
    const labels = unclear.map(({ condition }) => named(condition, language));
    const conditions = writeList(language, labels);
    const text = say(language, 'conclusions.may-be-chance', { conditions, widest: 100 * widest });
    conclusions.push({ kind: 'cannot tell', text });
  }
  return conclusions;
}

/** For each reader, what its wrong answers are put down to where it gets most passages. */
function nameErrors({ conditions, run }: StudySummary, language: Language): Conclusion[] {
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
    const text = say(language, 'conclusions.wrong-because', {
      wrong,
      reader: names[reader],
      condition: conditionLabel(widest.condition, language),
      retrieval,
      misread,
      overflow,
    });
    return [{ kind: 'fact', text }];
  });
}

const kOf = ({ condition }: ConditionSummary) => (condition.kind === 'retrieved' ? condition.k : 0);

function percentOf(one: ConditionSummary, reader: Architecture): number {
  const { hits = 0, trials = 1 } = one.readers[reader]?.contains ?? {};
  return (100 * hits) / trials;
}

/** A label with a comma in it stands in quotation marks. */
function named(condition: Condition, language: Language): string {
  const label = conditionLabel(condition, language);
  return label.includes(',') ? say(language, 'conclusions.quoted', { label }) : label;
}

const points = (mean: number, language: Language) =>
  `${mean < 0 ? '−' : '+'}${writeNumber(language, Math.abs(100 * mean), 1)}`;

const SMALLEST_P = 0.001;
export const pText = (p: number, language: Language): string =>
  p < SMALLEST_P
    ? say(language, 'conclusions.p-below', { limit: writeNumber(language, SMALLEST_P, 3) })
    : writeNumber(language, p, 3);
