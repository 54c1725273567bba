// @vitest-environment jsdom
import { beforeAll, describe, expect, it } from 'vitest';
import { madeUpSummary } from '../../tests/made-up-study';
import type { StudySummary } from '../../src/sweep/study-summary';
import { drawStudy } from './study-picture';
import { renderStudy } from './study-section';

/** The Mamba is right under all of these, the Transformer not at k = 5, whose prompts are past the trained length. */
let summary: StudySummary;
beforeAll(async () => {
  summary = await madeUpSummary([
    { kind: 'retrieved', k: 1 },
    { kind: 'retrieved', k: 5 },
    { kind: 'oracle' },
  ]);
});

const withRun = (changes: Partial<StudySummary['run']>): StudySummary => ({
  ...summary,
  run: { ...summary.run, ...changes },
});
const PATH = 'docs/results/study-pack.json';

describe('the section', () => {
  it('says of our own corpus how passages were found, and shows the picture', () => {
    const markdown = renderStudy({ path: PATH, summary });
    expect(markdown).toContain('## Study: X, 6 held-out questions');
    expect(markdown).toContain('passages found by meaning');
    expect(markdown).toContain('](pictures/study-pack.svg)');
  });

  it('claims of a file of questions neither that we found its passages nor that it was held out', () => {
    const markdown = renderStudy({ path: PATH, summary: withRun({ embedder: null }) });
    expect(markdown).toContain('passages as the file of the questions names them');
    expect(markdown).not.toMatch(/held-out questions|found by meaning/);
    expect(markdown).toContain('whether to ship a reader was decided on them');
  });
});

describe('the picture', () => {
  const draw = (one: StudySummary) =>
    new DOMParser().parseFromString(drawStudy(one), 'image/svg+xml');
  const lineOf = (svg: Document, reader: string) =>
    svg.querySelector(`path.${reader}:not(.point)[d*="L"]`)?.getAttribute('d') ?? '';

  it('draws shares to scale and joins only values of k', () => {
    const svg = draw(summary);
    expect(svg.querySelector('parsererror')).toBeNull();
    const [top, bottom] = [100, 0].map((tick) => {
      const text = [...svg.querySelectorAll('text')].find((one) => one.textContent === `${tick}`);
      return text?.previousElementSibling?.getAttribute('y1');
    });
    const heights = (reader: string) =>
      lineOf(svg, reader)
        .slice(1)
        .split('L')
        .map((point) => point.split(' ')[1]);
    expect(heights('mamba')).toEqual([top, top]);
    expect(heights('transformer')).toEqual([top, bottom]);
    // One in the legend, and one for each condition.
    expect(svg.querySelectorAll('path.point.mamba')).toHaveLength(4);
  });

  it('marks where prompts leave the trained length, if they do', async () => {
    const [one, five] = lineOf(draw(summary), 'mamba')
      .slice(1)
      .split('L')
      .map((point) => Number(point.split(' ')[0]));
    const border = Number(draw(summary).querySelector('.trained')?.getAttribute('x1'));
    expect(border).toBeCloseTo(((one ?? NaN) + (five ?? NaN)) / 2, 0);
    const short = await madeUpSummary([{ kind: 'retrieved', k: 1 }]);
    expect(draw(short).querySelector('.trained')).toBeNull();
  });

  it('takes a title as text', () => {
    const svg = draw(withRun({ corpus: { ...summary.run.corpus, title: '<b>&' } }));
    expect(svg.querySelector('b')).toBeNull();
    expect(svg.documentElement.textContent).toContain('<b>&, 6 questions');
  });
});
