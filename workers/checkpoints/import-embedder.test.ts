import { describe, expect, it } from 'vitest';
import { keepEmbedder } from '../../tests/keep-embedder';
import { picked } from '../../tests/picked';
import {
  BGE_PREFIX,
  config,
  embedderFolder as folder,
  expectedVector as expected,
} from '../../tests/tiny-embedder';
import type { PickedFile } from '../contract';
import { openEmbedder } from '../retrieval/open-embedder';

const keep = async (files: PickedFile[]) =>
  openEmbedder(await (await keepEmbedder(files)).openFiles());
const closeTo = (vector: Float32Array, wanted: number[]) => {
  for (const [at, one] of wanted.entries()) expect(vector[at]).toBeCloseTo(one, 5);
};
const prefixWords = [...BGE_PREFIX.trim().split(/ |(?=:)/)].map((word) =>
  word === ':' ? ':' : '[UNK]',
);

describe('an embedder of one’s own', () => {
  it('of the bge family: first token, its sentence before a question and not before a passage', async () => {
    const files = folder('bge-small-en-v1.5');
    const embedder = await keep(files);
    closeTo(
      (await embedder.question('Which')).vector,
      expected([...prefixWords, 'which'].slice(0, 10), 'cls'),
    );
    closeTo(
      (await embedder.passage('City', 'river')).vector,
      expected(['city', ':', 'river'], 'cls'),
    );
  }, 60_000);

  it('as sentence-transformers’ files say, before anything that a name suggests', async () => {
    const embedder = await keep(
      folder('bge-small-en-v1.5', {
        '1_Pooling/config.json': { pooling_mode_mean_tokens: true },
        'config_sentence_transformers.json': { prompts: { query: 'city: ' } },
      }),
    );
    const { vector, truncated } = await embedder.question('which river');
    closeTo(vector, expected(['city', ':', 'which', 'river'], 'mean'));
    expect(truncated).toBe(false);
  }, 60_000);

  it('cuts long texts, keeps the last special token, and makes none of text', async () => {
    const embedder = await keep(folder('tiny'));
    const long = await embedder.question('river '.repeat(5000));
    expect(long.truncated).toBe(true);
    closeTo(long.vector, expected(new Array<string>(10).fill('river'), 'mean'));
    closeTo((await embedder.question('[SEP]')).vector, expected(['[', '[UNK]', ']'], 'mean'));
  }, 60_000);

  it('with the tokenizer of a larger model is refused', async () => {
    const files = folder('tiny').filter(({ path }) => !path.endsWith('config.json'));
    const small = picked('tiny/config.json', JSON.stringify({ ...config, vocab_size: 6 }));
    await expect(keep([...files, small])).rejects.toThrow(/do not belong together/);
  });
});
