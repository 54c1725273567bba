import type { Architecture } from '../../../workers/contract';
import type { Language } from '../../messages/languages';
import { writeNumber } from '../../messages/message';
import { say } from '../../messages/say';
import { architectureNames } from '../../models/catalogue';
import { paperResults } from '../paper-results';
import type { Condition } from '../study-plan';
import type { ConditionSummary, Score, StudySummary } from '../study-summary';
import type { Chart, ChartPoint, ChartSeries } from './chart';

export type AccuracyScore = Score | 'f1';

export const scores = ['contains', 'exact', 'f1'] as const satisfies AccuracyScore[];

const percent = (share: number) => 100 * share;

/** The place of a condition on the x axis, and for 'noise' what the rest of the prompt is. */
export function placeOf(one: Condition): string {
  switch (one.kind) {
    case 'retrieved':
    case 'noise':
      return String(one.k);
    case 'oracle':
      return 'oracle';
    case 'needle':
      return String(one.position);
  }
}

/** Accuracy of the readers and the ceiling against k (or the needle's place). */
export function accuracyChart(
  summary: StudySummary,
  score: AccuracyScore,
  withPaper: boolean,
  language: Language,
): Chart {
  const { conditions, run } = summary;
  const kinds = new Set(conditions.map(({ condition }) => condition.kind));
  const noise = kinds.has('noise');
  const needle = kinds.has('needle');
  const series: ChartSeries[] = run.plan.readers.flatMap((reader) =>
    (noise ? (['nearest', 'random'] as const) : ([undefined] as const)).map(
      (filler): ChartSeries => ({
        id: filler ? `${reader}-${filler}` : reader,
        label: filler
          ? say(language, `charts.${filler}`, { reader: architectureNames[reader] })
          : architectureNames[reader],
        colour: reader,
        shape: reader === 'mamba' ? 'circle' : 'square',
        dash: reader === 'mamba' ? 'solid' : 'long',
        hollow: filler === 'random',
        points: points(conditions, reader, score, filler),
      }),
    ),
  );
  if (!noise && !needle && score !== 'f1') {
    series.push({
      id: 'ceiling',
      label: say(language, 'charts.ceiling'),
      colour: 'ink',
      shape: 'triangle',
      dash: 'short',
      points: conditions.flatMap(({ condition, ceiling }) =>
        ceiling.trials > 0 ? [share(condition, ceiling)] : [],
      ),
    });
  }
  if (withPaper && !noise && !needle) series.push(...paperSeries(language));
  const places = [...new Set(series.flatMap((one) => one.points.map(({ x }) => x)))].sort(
    (a, b) => Number(a === 'oracle') - Number(b === 'oracle') || Number(a) - Number(b),
  );
  return {
    id: 'accuracy',
    title: needle
      ? say(language, 'charts.accuracy-needle')
      : noise
        ? say(language, 'charts.accuracy-noise')
        : say(language, 'charts.accuracy-k'),
    note: say(language, 'charts.accuracy-note', {
      score: say(language, `charts.score-${score}`),
      method: score === 'f1' ? 'bootstrap' : 'Wilson',
    }),
    xLabel: needle ? say(language, 'charts.place') : say(language, 'charts.k'),
    yLabel: score === 'f1' ? say(language, 'charts.f1') : say(language, 'charts.right'),
    places,
    yMax: 100,
    series: series.filter((one) => one.points.length > 0),
    format: (value) => writeNumber(language, value, 1),
  };
}

function points(
  conditions: readonly ConditionSummary[],
  reader: Architecture,
  score: AccuracyScore,
  filler: 'nearest' | 'random' | undefined,
): ChartPoint[] {
  return conditions.flatMap(({ condition, readers }) => {
    const one = readers[reader];
    if (!one || one.trials === 0) return [];
    if (filler && !(condition.kind === 'noise' && fits(condition, filler))) return [];
    if (score !== 'f1') return [share(condition, one[score])];
    const { mean, low, high } = one.f1;
    const x = placeOf(condition);
    return [{ x, y: percent(mean), low: percent(low), high: percent(high) }];
  });
}

/** One passage alone has no others: it belongs to both lines. */
const fits = (condition: { k: number; filler: string }, filler: string) =>
  condition.k === 1 || condition.filler === filler;

const share = (
  condition: Condition,
  { hits, trials, low, high }: { hits: number; trials: number; low: number; high: number },
): ChartPoint => ({
  x: placeOf(condition),
  y: percent(hits / trials),
  low: percent(low),
  high: percent(high),
});

function paperSeries(language: Language): ChartSeries[] {
  return (['mamba', 'transformer'] as const).map((reader) => ({
    id: `paper-${reader}`,
    label: say(language, 'charts.paper', { model: paperResults[reader].name }),
    colour: 'quiet',
    shape: reader === 'mamba' ? 'circle' : 'square',
    dash: 'dotted',
    hollow: true,
    points: paperResults.k.flatMap((k, at) => {
      const y = paperResults[reader].accuracy[at];
      return y === undefined ? [] : [{ x: String(k), y }];
    }),
  }));
}
