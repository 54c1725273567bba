// @vitest-environment jsdom
import { describe, expect, it } from 'vitest';
import type { MeasuredRow, MeasuredRun } from '../../src/measure/measured-run';
import { renderRun } from './readers-section';
import { drawRun } from './readers/picture';

const LENGTHS = [128, 1024, 8192];
const reader = { backend: 'cpu', runsOn: 'CPU: 2 threads', trainedTokens: 1500 } as const;

/** A Mamba of 1 ms a prompt token, a Transformer of twice that; the first time of each is five times the others. */
function madeUpRun(lengths = LENGTHS): MeasuredRun {
  const row = (
    architecture: MeasuredRow['architecture'],
    promptTokens: number,
    times: number,
    memoryBytes: number,
  ): MeasuredRow => ({
    architecture,
    promptTokens,
    prefillMs: [5, 1, 1].map((one) => one * times * promptTokens),
    msPerToken: [5, 1, 1].map((one) => one * times * 2),
    memoryBytes,
    reservedBytes: memoryBytes,
  });
  return {
    format: 1,
    date: '2026-11-29T05:00:00.000Z',
    browser: 'Chromium',
    processorThreads: 2,
    newTokens: 16,
    readers: { mamba: { model: 'm', ...reader }, transformer: { model: 't', ...reader } },
    rows: lengths.flatMap((tokens) => [
      row('mamba', tokens, 1, 1e6),
      row('transformer', tokens, 2, 30e3 * tokens),
    ]),
    recordedBy: {
      command: 'npm run bench:readers',
      processor: 'EPYC',
      browserVersion: 'Chromium 1',
      load: 0.04,
    },
  };
}

const PATH = 'bench/results/measure-cpu-chromium.json';
const rowOf = (markdown: string, begin: string) =>
  markdown.split('\n').find((line) => line.startsWith(`| ${begin}`));

describe('the section', () => {
  const markdown = renderRun({ path: PATH, run: madeUpRun() });

  it('gives medians, spread and ratio for each length', () => {
    expect(rowOf(markdown, '128 ')).toBe(
      '| 128 | 128 ms (128 ms – 640 ms) | 256 ms (256 ms – 1.28 s) | 2.00 × | 2.00 ms (2.00 ms – 10.0 ms) | 4.00 ms (4.00 ms – 20.0 ms) | 2.00 × | 1.00 MB | 3.84 MB | 3.84 × |',
    );
    expect(rowOf(markdown, '8,192 *')).toContain('246 MB | 246 × |');
  });

  it('says how and where it was measured, and which lengths are past the training', () => {
    expect(markdown).toContain('by `npm run bench:readers` on 2026-11-29: EPYC, 2 threads');
    expect(markdown).toContain('medians of 3');
    expect(markdown).toContain('past the 1,500 tokens');
    expect(renderRun({ path: PATH, run: madeUpRun([128]) })).not.toContain('past the');
  });

  it('shows the picture with words for whoever does not see it', () => {
    expect(markdown).toContain('](pictures/measure-cpu-chromium.svg)');
    expect(markdown).toMatch(
      /!\[[^\]]*State or cache: Mamba 1\.00 MB, Transformer 3\.84 MB to 246 MB/,
    );
  });

  it('leaves a cell out that a cancelled run has not measured', () => {
    const run = madeUpRun();
    run.rows.pop();
    expect(rowOf(renderRun({ path: PATH, run }), '8,192 *')).toContain('| – | – |');
  });
});

describe('the picture', () => {
  const draw = (run: MeasuredRun) => new DOMParser().parseFromString(drawRun(run), 'image/svg+xml');
  const picture = draw(madeUpRun());

  it('has a point of a form of its own for each reader, length and quantity, and one in the legend', () => {
    expect(picture.querySelectorAll('circle.mamba')).toHaveLength(3 * LENGTHS.length + 1);
    expect(picture.querySelectorAll('rect.transformer')).toHaveLength(3 * LENGTHS.length + 1);
  });

  it('puts the Mamba where its memory is: at one height for every length', () => {
    const memory = [...picture.querySelectorAll('g')].at(-1);
    const heights = [...(memory?.querySelectorAll('circle') ?? [])].map((one) =>
      one.getAttribute('cy'),
    );
    expect(new Set(heights).size).toBe(1);
  });

  it('keeps everything inside and no number undefined', () => {
    for (const run of [madeUpRun(), madeUpRun([128])]) {
      expect(drawRun(run)).not.toMatch(/NaN|undefined|Infinity/);
      for (const circle of draw(run).querySelectorAll('circle')) {
        expect(Number(circle.getAttribute('cy'))).toBeGreaterThan(0);
        expect(Number(circle.getAttribute('cy'))).toBeLessThan(340);
      }
    }
  });

  it('marks the training only where prompts go past it', () => {
    expect(picture.querySelectorAll('line.trained')).toHaveLength(4);
    expect(draw(madeUpRun([128])).querySelectorAll('line.trained')).toHaveLength(0);
  });
});
