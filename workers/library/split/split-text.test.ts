import { describe, expect, it } from 'vitest';
import { splitStretch, splitText } from './split-text';

const paper = {
  method: 'paragraphs',
  chunkCharacters: 1000,
  overlapCharacters: 30,
  longParagraphs: 'keep',
} as const;
const letters = (count: number, letter = 'x') => letter.repeat(count);

describe('splitStretch, as LangChain’s CharacterTextSplitter', () => {
  it('joins paragraphs while they fit, their joints counted', () => {
    const parts = [letters(400, 'a'), letters(400, 'b'), letters(196, 'c'), letters(10, 'd')];
    // 400 + 2 + 400 + 2 + 196 = 1000
    expect(splitStretch(parts.join('\n\n'), paper)).toEqual([
      parts.slice(0, 3).join('\n\n'),
      letters(10, 'd'),
    ]);
  });

  it('repeats short paragraphs at the end of a chunk, and only those', () => {
    const parts = [letters(980, 'a'), letters(15, 'b'), letters(500, 'c')];
    expect(splitStretch(parts.join('\n\n'), paper)).toEqual([
      `${parts[0]}\n\n${parts[1]}`,
      `${parts[1]}\n\n${parts[2]}`,
    ]);
  });

  it('keeps a long paragraph whole, as the paper did; or cuts it', () => {
    const long = 'word '.repeat(500).trim();
    expect(splitStretch(`Short.\n\n${long}\n\nEnd.`, paper)).toEqual(['Short.', long, 'End.']);
    const cut = splitStretch(long, { ...paper, longParagraphs: 'cut' });
    expect(Math.max(...cut.map(({ length }) => length))).toBeLessThanOrEqual(1000);
    expect(cut[1]?.startsWith(cut[0]?.slice(-29) ?? '?')).toBe(true); // six words of five
  });

  it('counts a character outside the basic plane once, as Python does', () => {
    const parts = [letters(499, '🦉'), letters(499, '🦉')];
    expect(splitStretch(parts.join('\n\n'), paper)).toHaveLength(1);
  });

  it('cuts a text without any space, between characters', () => {
    const cut = splitStretch(letters(2500, '🦉'), { ...paper, longParagraphs: 'cut' });
    expect(cut.map((chunk) => Array.from(chunk).length)).toEqual([1000, 1000, 560]);
  });

  it.each(['', '\n\n\n', '  \n\n '])('gives nothing for %j', (text) =>
    expect(splitStretch(text, paper)).toEqual([]),
  );
});

it('cuts a text of any length in stretches and loses no word', async () => {
  const words = Array.from({ length: 200_000 }, (_, at) => `w${at}${at % 9 === 0 ? '.' : ''}`);
  async function* pieces() {
    for (let at = 0; at < words.length; at += 777) yield `${words.slice(at, at + 777).join(' ')} `;
  }
  const found: string[] = [];
  const settings = { method: 'sentences', targetCharacters: 600, maxCharacters: 900 } as const;
  for await (const passage of splitText(pieces(), settings)) found.push(...passage.split(' '));
  expect(found).toEqual(words);
});
