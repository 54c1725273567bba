import { describe, expect, it } from 'vitest';
import { madeUpSummary } from '../../../tests/made-up-study';
import { accuracyChart } from './accuracy-chart';
import { costCharts } from './cost-charts';

describe('accuracyChart', () => {
  it('puts readers and ceiling over k, the oracle last, and the paper only when asked', async () => {
    const summary = await madeUpSummary([
      { kind: 'oracle' },
      { kind: 'retrieved', k: 5 },
      { kind: 'retrieved', k: 1 },
    ]);
    const chart = accuracyChart(summary, 'contains', false, 'en');
    expect(chart.places).toEqual(['1', '5', 'oracle']);
    expect(chart.series.map(({ id }) => id)).toEqual(['mamba', 'transformer', 'ceiling']);
    const [mamba, transformer] = chart.series;
    expect(mamba?.points.find(({ x }) => x === '5')?.y).toBe(100);
    expect(transformer?.points.find(({ x }) => x === '5')).toMatchObject({ y: 0, low: 0 });

    const paper = accuracyChart(summary, 'contains', true, 'en');
    expect(paper.series.slice(3).map(({ label }) => label)).toEqual([
      "The paper's own: Mamba-Chat 2.8B",
      "The paper's own: Dolly-v2-3B",
    ]);
    expect(paper.places.slice(-2)).toEqual(['20', 'oracle']);
  });

  it('puts the needle over its place', async () => {
    const summary = await madeUpSummary(
      [1, 2, 3].map((position) => ({ kind: 'needle', k: 3, position })),
    );
    const [mamba, transformer] = accuracyChart(summary, 'contains', true, 'en').series;
    expect(mamba?.points.map(({ x, y }) => [x, y])).toEqual([
      ['1', 100],
      ['2', 0],
      ['3', 0],
    ]);
    expect(transformer?.points.map(({ y }) => y)).toEqual([0, 0, 100]);
  });

  it('draws a line for each filler of noise, with one passage alone on both', async () => {
    const summary = await madeUpSummary([
      { kind: 'noise', k: 1, filler: 'nearest' },
      { kind: 'noise', k: 4, filler: 'nearest' },
      { kind: 'noise', k: 4, filler: 'random' },
    ]);
    const { series } = accuracyChart(summary, 'exact', false, 'en');
    expect(series.map(({ id, points }) => [id, points.map(({ x }) => x)])).toEqual(
      ['mamba-nearest', 'mamba-random', 'transformer-nearest', 'transformer-random'].map((id) => [
        id,
        ['1', '4'],
      ]),
    );
  });
});

it('costCharts shows what was measured, and leaves out what was not', async () => {
  const charts = costCharts(await madeUpSummary([1, 5].map((k) => ({ kind: 'retrieved', k }))));
  expect(charts.map(({ id }) => id)).toEqual(['prefill', 'decode', 'memory']);
  // Question twice, answer mark and k passages, 100 ms each.
  expect(charts[0]?.series[0]?.points).toEqual([
    { x: '1', y: 0.4 },
    { x: '5', y: 0.8 },
  ]);
});
