import { accuracyChart } from '../../src/sweep/charts/accuracy-chart';
import type { Chart, ChartSeries } from '../../src/sweep/charts/chart';
import { markPath } from '../../src/sweep/charts/mark-path';
import type { ConditionSummary, StudySummary } from '../../src/sweep/study-summary';
import { count, inPercent } from './markdown';
import { escape, frame, round, type PictureWords } from './picture-frame';

const WIDTH = 760;
const HEIGHT = 440;
const PLOT = { left: 56, right: WIDTH - 20, top: 104, bottom: HEIGHT - 56 };
const TICKS = [0, 20, 40, 60, 80, 100];
const LEGEND = { columns: 3, width: 220, height: 18, top: 62 };

const chartOf = (summary: StudySummary): Chart => accuracyChart(summary, 'contains', false, 'en');

/** Right answers against k (or the needle's place), as the page's chart shows them. */
export function drawStudy(summary: StudySummary): string {
  const chart = chartOf(summary);
  const step = (PLOT.right - PLOT.left) / chart.places.length;
  const x = (place: string) => round(PLOT.left + step * (chart.places.indexOf(place) + 0.5));
  const y = (percent: number) =>
    round(PLOT.bottom - ((PLOT.bottom - PLOT.top) * percent) / (chart.yMax ?? 100));

  const grid = TICKS.map(
    (tick) =>
      `<line class="grid" x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${PLOT.left - 8}" y="${y(tick) + 4}" text-anchor="end">${tick}</text>`,
  );
  const under = chart.places.map(
    (place) => `<text x="${x(place)}" y="${PLOT.bottom + 20}" text-anchor="middle">${place}</text>`,
  );
  const firstLong = chart.places.find((place) => isPastTraining(summary, place));
  const border = firstLong && round(x(firstLong) - step / 2);
  const training = border
    ? `<line class="trained" x1="${border}" x2="${border}" y1="${PLOT.top}" y2="${PLOT.bottom}"/><text x="${border - 8}" y="${PLOT.top - 10}" text-anchor="end">prompts within the trained length</text><text x="${border + 8}" y="${PLOT.top - 10}">past it</text>`
    : '';
  const lines = chart.series.map((one) => {
    // The oracle is no further step of k.
    const path = one.points
      .filter((point) => point.x !== 'oracle')
      .map((point) => `${x(point.x)} ${y(point.y)}`)
      .join('L');
    const marks = one.points.map(
      ({ x: place, y: value, low = value, high = value }) =>
        `<line class="${one.colour}" x1="${x(place)}" x2="${x(place)}" y1="${y(low)}" y2="${y(high)}"/>${mark(one, x(place), y(value))}`,
    );
    return `${path ? `<path class="${one.colour}" d="M${path}"/>` : ''}${marks.join('')}`;
  });
  return frame({
    ...describe(chart),
    width: WIDTH,
    height: HEIGHT,
    content: `<text class="title" x="${PLOT.left}" y="24">${escape(chart.title)}</text><text x="${PLOT.left}" y="42">${escape(summary.run.corpus.title)}, ${count(summary.questions)} questions</text>
${chart.series.map(legend).join('\n')}
<text x="${PLOT.left}" y="${HEIGHT - 12}">${escape(chart.xLabel)}; steps not to scale</text><text x="${PLOT.right}" y="${HEIGHT - 12}" text-anchor="end">right, %; bars: 95 % intervals</text>
${[...grid, ...under, training, ...lines].join('\n')}`,
  });
}

/** What the picture shows, for whoever does not see it. */
export const describeStudy = (summary: StudySummary): PictureWords => describe(chartOf(summary));

function describe({ title, series }: Chart): PictureWords {
  const sentences = series.map(({ label, points }) => {
    const values = points.map(({ x, y }) => `${x}: ${inPercent(y / 100)} %`);
    return `${label}: ${values.join(', ')}.`;
  });
  return { title, description: sentences.join(' ') };
}

/** Most prompts of some condition at this place are longer than any that the readers were trained on. */
function isPastTraining({ conditions }: StudySummary, place: string): boolean {
  const isLong = ({ condition, readers }: ConditionSummary) =>
    (condition.kind === 'retrieved' || condition.kind === 'noise') &&
    String(condition.k) === place &&
    Object.values(readers).some(({ overTrained, trials }) => 2 * overTrained > trials);
  return conditions.some(isLong);
}

function legend(series: ChartSeries, at: number): string {
  const x = PLOT.left + (at % LEGEND.columns) * LEGEND.width;
  const y = LEGEND.top + Math.floor(at / LEGEND.columns) * LEGEND.height;
  return `<path class="${series.colour}" d="M${x} ${y}h30"/>${mark(series, x + 15, y)}<text x="${x + 38}" y="${y + 4}">${escape(series.label)}</text>`;
}

function mark({ colour, shape, hollow }: ChartSeries, x: number, y: number): string {
  return `<path class="point ${colour}${hollow ? ' hollow' : ''}" transform="translate(${x} ${y})" d="${markPath(shape)}"/>`;
}
