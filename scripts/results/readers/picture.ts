import type { MeasuredRun } from '../../../src/measure/measured-run';
import {
  figureOf,
  lengthsOf,
  names,
  quantities,
  readers,
  trainedTokens,
  type Quantity,
} from './figures';
import { logAxis } from './log-axis';
import { count } from '../markdown';
import { frame, round, type PictureWords } from '../picture-frame';

const PANEL = { width: 320, left: 66, plotWidth: 180, top: 92, plotHeight: 196 };
const HEIGHT = 340;
const WIDTH = PANEL.width * quantities.length;
/** Between two texts, one below the other. */
const LINE_HEIGHT = 15;

/**
 * Three charts side by side, each quantity against the tokens of the prompt, both axes logarithmic. Who is who is said by dashes and
 * the form of the points too.
 */
export function drawRun(run: MeasuredRun): string {
  const panels = quantities.map(
    (quantity, at) => `<g transform="translate(${at * PANEL.width} 0)">${panel(run, quantity)}</g>`,
  );
  return frame({
    ...describeRun(run),
    width: WIDTH,
    height: HEIGHT,
    content: `${legend(run)}\n${panels.join('\n')}`,
  });
}

/** What the picture shows, for whoever does not see it. */
export function describeRun(run: MeasuredRun): PictureWords {
  const lengths = lengthsOf(run);
  const ends = [lengths[0], lengths.at(-1)].filter((one) => one !== undefined);
  const sentences = quantities.map((quantity) => {
    const parts = readers.map((reader) => {
      const figures = ends.map((tokens) => figureOf(run, quantity, reader, tokens)?.median);
      const texts = figures.map((one) => (one === undefined ? '–' : quantity.format(one)));
      return `${names[reader]} ${[...new Set(texts)].join(' to ')}`;
    });
    return `${quantity.title}: ${parts.join(', ')}.`;
  });
  return {
    title: 'Mamba and Transformer against the length of the prompt',
    description: `Three charts with logarithmic axes, from ${ends.map(count).join(' to ')} tokens. ${sentences.join(' ')}`,
  };
}

function legend(run: MeasuredRun): string {
  const trained = trainedTokens(run);
  const keys = readers.map((reader, at) => {
    const x = PANEL.left + at * 110;
    return `<path class="${reader}" d="M${x} 26h34"/>${point(reader, x + 17, 26)}<text class="${reader}" x="${x + 42}" y="30">${names[reader]}</text>`;
  });
  const x = PANEL.left + 250;
  const mark = marksTraining(run)
    ? `<line class="trained" x1="${x}" x2="${x}" y1="16" y2="36"/><text x="${x + 10}" y="30">longest prompt of the training, ${count(trained)} tokens</text>`
    : '';
  return `${keys.join('\n')}\n${mark}<text x="${WIDTH - 16}" y="30" text-anchor="end">points: medians · bars: lowest to highest</text>`;
}

function panel(run: MeasuredRun, quantity: Quantity): string {
  const { left, plotWidth, top, plotHeight } = PANEL;
  const lengths = lengthsOf(run);
  const series = readers.map((reader) => ({
    reader,
    points: lengths.flatMap((tokens) => {
      const spread = figureOf(run, quantity, reader, tokens);
      return spread ? [{ tokens, ...spread }] : [];
    }),
  }));
  const all = series.flatMap(({ points }) =>
    points.flatMap(({ lowest, highest }) => [lowest, highest]),
  );
  const vertical = logAxis(all);
  const horizontal = logAxis(lengths);
  const [begin, end] = [lengths[0] ?? NaN, lengths.at(-1) ?? NaN].map(horizontal.place);
  // Lengths double: the plot begins and ends with one of them, not with a power of ten.
  const x = (tokens: number) => {
    const share =
      lengths.length > 1
        ? (horizontal.place(tokens) - (begin ?? 0)) / ((end ?? 1) - (begin ?? 0))
        : 0.5;
    return round(left + plotWidth * share);
  };
  const y = (value: number) => round(top + plotHeight * (1 - vertical.place(value)));
  const bottom = top + plotHeight;
  const grid = vertical.ticks.map(
    (tick) =>
      `<line class="grid" x1="${left}" x2="${left + plotWidth}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${tickText(quantity.format(tick))}</text>`,
  );
  const under = lengths.map((tokens, at) => {
    const hasText = (lengths.length - 1 - at) % 2 === 0; // all of them would touch each other
    return `<line class="grid" x1="${x(tokens)}" x2="${x(tokens)}" y1="${bottom}" y2="${bottom + 5}"/>${hasText ? `<text x="${x(tokens)}" y="${bottom + 20}" text-anchor="middle">${count(tokens)}</text>` : ''}`;
  });
  const trained = trainedTokens(run);
  const training = marksTraining(run)
    ? `<line class="trained" x1="${x(trained)}" x2="${x(trained)}" y1="${top}" y2="${bottom}"/>`
    : '';
  const lines = series.map(({ reader, points }) => {
    const path = points.map(({ tokens, median }) => `${x(tokens)} ${y(median)}`).join('L');
    const marks = points.map(({ tokens, median, lowest, highest }) => {
      const at = x(tokens);
      return `<line class="${reader}" x1="${at}" x2="${at}" y1="${y(lowest)}" y2="${y(highest)}"/>${point(reader, at, y(median))}`;
    });
    return path ? `<path class="${reader}" d="M${path}"/>${marks.join('')}` : '';
  });
  const ends = series.flatMap(({ reader, points }) => {
    const last = points.at(-1);
    return last ? [{ reader, at: y(last.median), text: quantity.format(last.median) }] : [];
  });
  const texts = apart(ends).map(
    ({ reader, at, text }) =>
      `<text class="${reader}" x="${left + plotWidth + 9}" y="${at + 4}">${text}</text>`,
  );
  const axis = `<line class="grid" x1="${left}" x2="${left + plotWidth}" y1="${bottom}" y2="${bottom}"/>`;
  return `<text class="title" x="${left}" y="${top - 20}">${quantity.title}</text>
${[...grid, axis, ...under].join('\n')}
<text x="${left + plotWidth / 2}" y="${bottom + 40}" text-anchor="middle">tokens of the prompt</text>
${[training, ...lines, ...texts].join('\n')}`;
}

/** Texts that would lie upon each other move away from each other. */
function apart<T extends { at: number }>(texts: T[]): T[] {
  const [upper, lower, ...others] = [...texts].sort((a, b) => a.at - b.at);
  if (!upper || !lower || others.length > 0) return texts;
  const shift = Math.max(0, LINE_HEIGHT - (lower.at - upper.at)) / 2;
  return [
    { ...upper, at: round(upper.at - shift) },
    { ...lower, at: round(lower.at + shift) },
  ];
}

function marksTraining(run: MeasuredRun): boolean {
  const lengths = lengthsOf(run);
  const trained = trainedTokens(run);
  return trained > (lengths[0] ?? Infinity) && trained < (lengths.at(-1) ?? 0);
}

function point(reader: (typeof readers)[number], x: number, y: number): string {
  return reader === 'mamba'
    ? `<circle class="point mamba" cx="${x}" cy="${y}" r="4"/>`
    : `<rect class="point transformer hollow" x="${round(x - 4)}" y="${round(y - 4)}" width="8" height="8"/>`;
}

/** 10.0 ms → 10 ms: lines lie at round numbers. */
const tickText = (text: string) =>
  text.replace(/\.0+(?= )/, '').replace(/(\.\d*[1-9])0+(?= )/, '$1');
