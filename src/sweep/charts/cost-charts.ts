import { formatNumber, t } from '../../messages/language.svelte';
import { architectureNames } from '../../models/catalogue';
import type { ReaderSummary, StudySummary } from '../study-summary';
import { placeOf } from './accuracy-chart';
import type { Chart, ChartSeries } from './chart';

interface Cost {
  id: 'prefill' | 'decode' | 'memory';
  value: (one: ReaderSummary) => number;
  digits: number;
}

const costs: readonly Cost[] = [
  {
    id: 'prefill',
    value: ({ prefill }) => prefill.medianMs / 1000,
    digits: 2,
  },
  {
    id: 'decode',
    value: (one) => one.medianDecodeMsPerToken,
    digits: 1,
  },
  {
    id: 'memory',
    value: ({ medianMemoryBytes }) => medianMemoryBytes / 1e6,
    digits: 2,
  },
];

/** Time and memory against k. A chart without a measured value is left out. */
export function costCharts(summary: StudySummary): Chart[] {
  const retrieved = summary.conditions.filter(({ condition }) => condition.kind !== 'oracle');
  return costs.flatMap(({ id, value, digits }): Chart[] => {
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
        id,
        title: t(`charts.${id}`),
        note: t(`charts.${id}-note`),
        xLabel: needle ? t('charts.place') : t('charts.k'),
        yLabel: t(`charts.${id}-unit`),
        places: places.sort((a, b) => Number(a) - Number(b)),
        series,
        format: (value) => formatNumber(value, digits),
      },
    ];
  });
}
