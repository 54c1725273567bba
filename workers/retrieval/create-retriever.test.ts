import { describe, expect, it } from 'vitest';
import { LETTER_DIMENSIONS, letterVector } from '../../tests/letter-vector';
import type { BundleManifest } from '../contract';
import type { BundleFiles } from '../model-files/bundle-files';
import { createRetriever } from './create-retriever';
import type { Embedder } from './embedder';

const embedder: Embedder = {
  dimensions: LETTER_DIMENSIONS,
  question: async (text) => ({ vector: letterVector(text), truncated: text.length > 48 }),
  passage: async (_, text) => ({ vector: letterVector(text), truncated: false }),
};

const texts = ['aaaa', 'bbbb', 'cccc', 'abcd'];
function packFiles(overrides: Record<string, string | Uint8Array> = {}): BundleFiles {
  const vectors = new Float32Array(texts.flatMap((text) => [...letterVector(text)]));
  const contents: Record<string, string | Uint8Array> = {
    'pack.json': JSON.stringify({ title: 'Letters', dimensions: LETTER_DIMENSIONS }),
    'passages.json': JSON.stringify(texts.map((text) => ({ title: text[0], text }))),
    'questions.json': '[]',
    'vectors.f32': new Uint8Array(vectors.buffer),
    ...overrides,
  };
  return {
    read: async (path) => {
      const content = contents[path] ?? '';
      return typeof content === 'string'
        ? new TextEncoder().encode(content)
        : new Uint8Array(content);
    },
  };
}
const pinned = (path: string, bytes: number) => ({ path, bytes, sha256: '' });
const packOf = (count: number): BundleManifest => ({
  id: 'x',
  kind: 'pack',
  title: '',
  licence: '',
  files: [pinned('passages.json', 0), pinned('vectors.f32', count * LETTER_DIMENSIONS * 4)],
});
const manifest = packOf(4);
const retriever = (files: BundleFiles) =>
  createRetriever({ openFiles: async () => files, openEmbedder: async () => embedder });
const named = (code: string) => expect.objectContaining({ name: code }) as Error;

describe('createRetriever', () => {
  it('gives passages nearest first, with ranks and exact cosines', async () => {
    const one = retriever(packFiles());
    const info = await one.load([manifest], manifest);
    expect(info).toMatchObject({
      packTitle: 'Letters',
      passages: 4,
      dimensions: LETTER_DIMENSIONS,
    });
    const { passages, corpusSize } = await one.search(' bb ', 2);
    expect(corpusSize).toBe(4);
    expect(passages.map(({ rank, text }) => [rank, text])).toEqual([
      [1, 'bbbb'],
      [2, 'abcd'],
    ]);
    expect(passages[0]?.similarity).toBeCloseTo(1, 3);
  });

  it.each([
    [0, 0],
    [20, 4],
  ])('k = %i gives %i of 4 passages', async (k, count) => {
    const one = retriever(packFiles());
    await one.load([manifest], manifest);
    expect((await one.search('abc', k)).passages).toHaveLength(count);
  });

  it('searches by words, or by both, with cosines all the same', async () => {
    const one = retriever(packFiles());
    await one.load([manifest], manifest);
    const byWords = await one.search('abcd zebra', 3, 'words');
    expect(byWords.passages.map(({ rank, text }) => [rank, text])).toEqual([[1, 'abcd']]);
    expect(byWords.passages[0]?.similarity).toBeGreaterThan(0.5);
    const byBoth = await one.search('abcd', 3, 'both');
    expect(byBoth.passages[0]?.text).toBe('abcd');
    expect(byBoth.passages).toHaveLength(3);
    expect((await one.search('zebra', 3, 'words')).passages).toEqual([]);
    expect((await one.search('abcd', 0, 'both')).passages).toEqual([]);
  });

  it('works on an empty corpus', async () => {
    const one = retriever(packFiles({ 'passages.json': '[]', 'vectors.f32': new Uint8Array() }));
    expect(await one.load([manifest], packOf(0))).toMatchObject({ passages: 0, index: 'exact' });
    expect(await one.search('abc', 5)).toMatchObject({ passages: [], corpusSize: 0 });
  });

  it('refuses an empty question, and gives passages by id', async () => {
    const one = retriever(packFiles());
    await one.load([manifest], manifest);
    await expect(one.search(' \n', 5)).rejects.toThrow(named('empty-question'));
    expect((await one.passages([2, 0])).map(({ text }) => text)).toEqual(['cccc', 'aaaa']);
    await expect(one.passages([9])).rejects.toThrow('no passage 9');
  });

  it.each([
    ['no JSON', { 'passages.json': '<html>' }],
    ['passages of another form', { 'passages.json': '[{"title":1}]' }],
    ['questions of another form', { 'questions.json': '[{"question":"?"}]' }],
    ['vectors of another length', { 'vectors.f32': new Uint8Array(12) }],
    [
      'vectors that are no numbers',
      { 'vectors.f32': new Uint8Array(4 * 4 * LETTER_DIMENSIONS).fill(255) },
    ],
    ['vectors of another embedder', { 'pack.json': '{"title":"x","dimensions":4}' }],
  ])('refuses a pack with %s', async (_, overrides) => {
    await expect(retriever(packFiles(overrides)).load([manifest], manifest)).rejects.toThrow(
      named('unusable-file'),
    );
  });
});
