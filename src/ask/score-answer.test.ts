import { describe, expect, it } from 'vitest';
import { normaliseAnswer } from '../../text/normalise-answer';
import { scoreAnswer } from './score-answer';

describe('normaliseAnswer', () => {
  it.each([
    ['The  Lord of the Rings!', 'lord of rings'],
    ['Andes', 'andes'], // 'an' and 'the' only as words
    ['A.C. Milan', 'c milan'], // as the official script has it: 'A.' becomes the article
    ['snake_case', 'snake case'],
    ['Société Aérienne à la carte', 'société aérienne à la carte'], // no article at the é
    ['the', ''],
  ])('%j → %j', (text, normal) => expect(normaliseAnswer(text)).toBe(normal));
});

describe('scoreAnswer', () => {
  it('knows an alias, whatever case and article', () => {
    expect(scoreAnswer('the nile.', ['River Nile', 'Nile'])).toEqual({
      exact: true,
      contains: true,
      f1: 1,
      alias: 'Nile',
    });
  });
  it('finds an alias inside a longer answer and counts F1 on tokens', () => {
    const score = scoreAnswer('River Nile in Egypt', ['Nile']);
    expect(score).toMatchObject({ exact: false, contains: true, alias: 'Nile' });
    expect(score.f1).toBeCloseTo((2 * 1) / (4 + 1));
  });
  it('counts a repeated token once', () => {
    expect(scoreAnswer('york york', ['new york']).f1).toBeCloseTo(2 / 4);
  });
  it.each([
    ['', ['Nile']],
    ['Amazon', ['Nile']],
    ['Amazon', ['the', '!']], // an alias that normalises to nothing must not match everything
    ['Amazon', []],
  ])('%j against %j is wrong', (text, accepted) => {
    expect(scoreAnswer(text, accepted)).toEqual({
      exact: false,
      contains: false,
      f1: 0,
      alias: undefined,
    });
  });
});
