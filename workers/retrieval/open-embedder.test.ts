import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { BundleFiles } from '../model-files/bundle-files';
import type { Embedder } from './embedder';
import { openEmbedder } from './open-embedder';
import { cosine } from './vector-index';

/** Vectors by PyTorch, before the weights were rounded to 8 bits. */
const recorded = JSON.parse(readFileSync('tests/recorded/embedder.json', 'utf8')) as {
  questions: string[];
  passages: string[];
  questionVectors: number[][];
  passageVectors: number[][];
};
const files: BundleFiles = {
  read: async (path) => new Uint8Array(readFileSync(`public/models/embed-trivia-17m/${path}`)),
};

describe('openEmbedder', () => {
  let embedder: Embedder;
  beforeAll(async () => {
    embedder = await openEmbedder(files);
  });

  // 8-bit weights and activations: the makers measured cosines of 0.98 and more against these vectors.
  const CLOSE = 0.97;

  it('gives the recorded vectors of questions and passages', async () => {
    expect(embedder.dimensions).toBe(384);
    for (const [at, text] of recorded.questions.entries()) {
      const { vector, truncated } = await embedder.question(text.trim());
      expect(truncated).toBe(false);
      expect(cosine(vector, vector)).toBeCloseTo(1, 5);
      const same = Float32Array.from(recorded.questionVectors[at] ?? []);
      expect(cosine(vector, same)).toBeGreaterThan(CLOSE);
    }
    for (const [at, text] of recorded.passages.entries()) {
      const [title = '', ...rest] = text.trim().split(': ');
      const { vector } = await embedder.passage(title, rest.join(': '));
      const same = Float32Array.from(recorded.passageVectors[at] ?? []);
      expect(cosine(vector, same)).toBeGreaterThan(CLOSE);
    }
  });

  it('cuts a question of 100,000 characters, and says so', async () => {
    const { vector, truncated } = await embedder.question('Which river? '.repeat(8000));
    expect(truncated).toBe(true);
    expect(vector.every(Number.isFinite)).toBe(true);
  });

  it.each(['東京はどこですか', '<|answer|><|pad|>', '🧑‍🚀'])('embeds %j', async (text) => {
    const { vector } = await embedder.question(text);
    expect(cosine(vector, vector)).toBeCloseTo(1, 5);
  });
});

it('names a model file that is something else', async () => {
  const foreign: BundleFiles = {
    read: async (path) =>
      path.endsWith('.onnx') ? new TextEncoder().encode('<html>') : files.read(path),
  };
  await expect(openEmbedder(foreign)).rejects.toThrow(
    expect.objectContaining({ name: 'unusable-file' }) as Error,
  );
});
