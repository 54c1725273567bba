import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PACK_SPLIT, splitPassages } from './split-passages';

const sentence = (length: number, word = 'word') =>
  `${`${word} `
    .repeat(length)
    .slice(0, length - 1)
    .trim()}.`;

it('cuts at sentence ends, evenly', () => {
  const text = Array.from({ length: 13 }, (_, at) => `S${at} ${sentence(97)}`).join(' ');
  const passages = splitPassages(text);
  expect(passages).toHaveLength(2);
  expect(passages.join(' ')).toBe(text);
  const [first = '', second = ''] = passages;
  expect(Math.abs(first.length - second.length)).toBeLessThan(110);
});

it('does not end a sentence at an initial or a title', () => {
  const text = `${sentence(550)} Then J. R. Smith of St. Ives met Dr. No. ${sentence(500)}`;
  for (const passage of splitPassages(text)) expect(passage).toMatch(/[a-z]\.$|No\.$/);
  expect(splitPassages(text).join(' ')).toContain('J. R. Smith of St. Ives met Dr. No.');
});

it.each([
  ['', []],
  ['  \n\n ', []],
  ['One.', ['One.']],
  ['Ends without a stop', ['Ends without a stop']],
])('%j → %j', (text, passages) => expect(splitPassages(text)).toEqual(passages));

it('cuts a text without sentences or spaces, and loses nothing', () => {
  const passages = splitPassages('東'.repeat(5000));
  expect(passages.join('')).toHaveLength(5000);
  expect(Math.max(...passages.map(({ length }) => length))).toBeLessThanOrEqual(
    PACK_SPLIT.maxCharacters,
  );
});

it('keeps every word of the bundled articles, in passages of the size that was asked for', () => {
  const articles = readFileSync('packs-source/trivia-encyclopaedia/articles.jsonl', 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { text: string }).text);
  const lengths: number[] = [];
  for (const text of articles) {
    const passages = splitPassages(text);
    expect(passages.join(' ').split(/\s+/)).toEqual(text.split(/\s+/));
    lengths.push(...passages.map(({ length }) => length));
  }
  const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  expect(mean).toBeGreaterThan(0.9 * PACK_SPLIT.targetCharacters);
  expect(mean).toBeLessThan(1.15 * PACK_SPLIT.targetCharacters);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(PACK_SPLIT.maxCharacters);
});
