import { architectureNames } from '../../models/catalogue';
import type { ReaderSummary, StudySummary } from '../study-summary';
import { placeOf } from './accuracy-chart';
import type { Chart, ChartSeries } from './chart';

interface Cost {
  id: string;
  title: string;
  note: string;
  yLabel: string;
  value: (one: ReaderSummary) => number;
  format: (value: number) => string;
}

const costs: readonly Cost[] = [
  {
    id: 'prefill',
    title: 'Time of reading the prompt',
    note: 'Median over the questions whose prompt was read from the beginning, nothing kept.',
    yLabel: 'seconds',
    value: ({ prefill }) => prefill.medianMs / 1000,
    format: (value) => value.toFixed(2),
  },
  {
    id: 'decode',
    title: 'Time of writing a token',
    note: 'Median over all answers of more than one token.',
    yLabel: 'milliseconds a token',
    value: (one) => one.medianDecodeMsPerToken,
    format: (value) => value.toFixed(1),
  },
  {
    id: 'memory',
    title: 'What is carried from token to token',
    note: "The Mamba's state has one size; the Transformer's cache grows with every token.",
    yLabel: 'megabytes',
    value: ({ medianMemoryBytes }) => medianMemoryBytes / 1e6,
    format: (value) => value.toFixed(2),
  },
];

/** Time and memory against k. A chart without a measured value is left out. */
export function costCharts(summary: StudySummary): Chart[] {
  const retrieved = summary.conditions.filter(({ condition }) => condition.kind !== 'oracle');
  return costs.flatMap(({ value, ...cost }): Chart[] => {
    const series = summary.run.plan.readers.map((reader): ChartSeries => ({
      id: reader,
      label: architectureNames[reader],
      colour: reader,
      shape: reader === 'mamba' ? 'circle' : 'square',
      dash: reader === 'mamba' ? 'solid' : 'long',
      points: retrieved.flatMap(({ condition, readers }) => {
        const one = readers[reader];
        const y = one ? value(one) : NaN;
        // With both fillers of 'noise' the prompts are equally long: the nearest ones stand for both.
        const double = condition.kind === 'noise' && condition.filler === 'random';
        return Number.isFinite(y) && !double ? [{ x: placeOf(condition), y }] : [];
      }),
    }));
    const places = [...new Set(series.flatMap(({ points }) => points.map(({ x }) => x)))];
    if (places.length === 0) return [];
    const needle = retrieved.some(({ condition }) => condition.kind === 'needle');
    return [
      {
        ...cost,
        xLabel: needle ? 'place of the passage that holds the answer' : 'passages in the prompt, k',
        places: places.sort((a, b) => Number(a) - Number(b)),
        series,
      },
    ];
  });
}
