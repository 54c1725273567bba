import { describe, expect, it } from 'vitest';
import { parseOptions, USAGE } from './options';

describe('parseOptions', () => {
  it('takes a study of the bundled pack in the browser unless it is told otherwise', () => {
    const options = parseOptions([]);
    expect(options).toMatchObject({ route: 'browser', packFile: false, processes: 1 });
    expect(options.plan).toMatchObject({ questions: 100, seed: 1, alternate: true });
    expect(options).not.toHaveProperty('minutes');
  });

  it('keeps a run whose figures only may be shown away from them', () => {
    const { out, work } = parseOptions(['--aggregate-only', '--out', 'docs/results/a.json']);
    expect(out).toBe('docs/results/a.json');
    expect(work).toBe('.cache/study/docs_results_a.json');
  });

  it('knows a pack file by its name', () =>
    expect(parseOptions(['--corpus', 'mine.tar']).packFile).toBe(true));

  it.each([
    [['--route', 'node', '--minutes', '0.5'], { minutes: 0.5 }],
    [['--route', 'node', '--shard', '2/3'], { shard: { index: 1, of: 3 } }],
    [
      ['--preset', 'noise', '--k', '1,4'],
      {
        plan: {
          preset: 'noise',
          conditions: [
            { kind: 'noise', k: 1, filler: 'nearest' },
            { kind: 'noise', k: 4, filler: 'nearest' },
            { kind: 'noise', k: 4, filler: 'random' },
          ],
        },
      },
    ],
    [['--readers', 'transformer'], { plan: { readers: ['transformer'], alternate: false } }],
  ])('%j', (words, expected) => expect(parseOptions(words)).toMatchObject(expected));

  it.each([
    [['--minutes', '5'], 'need --route node'],
    [['--processes', '2'], 'need --route node'],
    [['--route', 'node', '--minutes', '0'], 'above 0'],
    [['--route', 'node', '--shard', '3/2'], 'I from 1 to N'],
    [['--k', '1,x'], '--k is numbers'],
    [['--preset', 'needle', '--k', '5'], 'goes without --preset'],
    [['--preset', 'noise', '--k', '0,5'], 'from 1'],
    [['--questions-file', 'q.jsonl'], 'belong together'],
    [['--preset', 'class'], '--preset is'],
  ])('%j is refused: %s', (words, reason) => expect(() => parseOptions(words)).toThrow(reason));

  it('explains every option', () => {
    for (const option of ['corpus', 'minutes', 'processes', 'shard', 'merge', 'aggregate-only']) {
      expect(USAGE).toContain(`--${option}`);
    }
  });
});
