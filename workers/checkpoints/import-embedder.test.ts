import { describe, expect, it, vi } from 'vitest';
import { MemoryDirectory } from '../../tests/memory-directory';
import { picked } from '../../tests/picked';
import type { PickedFile } from '../contract';
import { FileStore } from '../model-files/file-store';
import { openBundle } from '../model-files/open-bundle';
import { openEmbedder } from '../retrieval/open-embedder';
import { createCheckpoints } from './create-checkpoints';
import * as onnx from './graph/onnx-messages';
import { KeptModels } from './kept-models';

const WORDS = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'which',
  'river',
  'city',
  ':',
  '[',
  ']',
];
const PREFIX = 'Represent this sentence for searching relevant passages: ';
const WIDTH = 4;
/** One row a token, all different. */
const table = Float32Array.from({ length: WORDS.length * WIDTH }, (_, at) => Math.sin(3 * at + 1));

/** A "BERT" whose hidden states are a token's row plus the mean of all rows: enough to tell poolings and tokens apart. */
function graph(): Uint8Array<ArrayBuffer> {
  const { FLOAT, INT64 } = onnx.ELEMENT;
  const ids = ['input_ids', 'attention_mask', 'token_type_ids'];
  return onnx.model(
    onnx.graph({
      name: 'tiny',
      nodes: [
        onnx.node('Gather', ['table', 'input_ids'], ['rows']),
        onnx.node('ReduceMean', ['rows'], ['mean'], { axes: [1], keepdims: 1 }),
        onnx.node('Add', ['rows', 'mean'], ['last_hidden_state']),
      ],
      initializers: [
        onnx.tensor('table', FLOAT, [WORDS.length, WIDTH], new Uint8Array(table.buffer)),
      ],
      inputs: ids.map((name) => onnx.valueInfo(name, INT64, ['batch', 'tokens'])),
      outputs: [onnx.valueInfo('last_hidden_state', FLOAT, ['batch', 'tokens', WIDTH])],
    }),
  );
}

const special = (name: string) => ({ SpecialToken: { id: name, type_id: 0 } });
const tokenizer = {
  added_tokens: WORDS.slice(0, 5).map((content, id) => ({ id, content, special: true })),
  normalizer: { type: 'BertNormalizer', clean_text: true, lowercase: true },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [special('[CLS]'), { Sequence: { id: 'A', type_id: 0 } }, special('[SEP]')],
    pair: [],
    special_tokens: {},
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(WORDS.map((word, id) => [word, id])),
  },
};
const config = {
  model_type: 'bert',
  hidden_size: WIDTH,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  intermediate_size: 4,
  vocab_size: WORDS.length,
  max_position_embeddings: 12,
};
const folder = (name: string, more: Record<string, object> = {}): PickedFile[] => [
  picked(`${name}/onnx/model.onnx`, graph()),
  picked(`${name}/config.json`, JSON.stringify(config)),
  picked(`${name}/tokenizer.json`, JSON.stringify(tokenizer)),
  ...Object.entries(more).map(([path, json]) => picked(`${name}/${path}`, JSON.stringify(json))),
];

async function keep(files: PickedFile[]) {
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
    locks: { request: async (_: string, __: unknown, work: () => unknown) => work() },
  });
  const root = new MemoryDirectory();
  const kept = new KeptModels(root.handle);
  const open = async () => new FileStore(root.handle);
  const checkpoints = createCheckpoints(async () => kept, open);
  const options = { title: 'tiny', precision: 'u8' as const, template: null, trainedTokens: null };
  const { manifest } = await checkpoints.keep(files, options, () => undefined);
  const store = await kept.store(manifest.id);
  return openEmbedder(await openBundle(manifest, async () => store));
}

/** What the "BERT" above makes of these words, by hand. */
function expected(words: string[], pooling: 'cls' | 'mean'): number[] {
  const ids = ['[CLS]', ...words, '[SEP]'].map((word) => Math.max(1, WORDS.indexOf(word)));
  const row = (id: number) => Array.from(table.subarray(id * WIDTH, (id + 1) * WIDTH));
  const mean = Array.from({ length: WIDTH }, (_, at) =>
    ids.reduce((sum, id) => sum + (row(id)[at] ?? 0) / ids.length, 0),
  );
  const pooled = mean.map((one, at) => one + (pooling === 'cls' ? (row(2)[at] ?? 0) : one));
  const length = Math.hypot(...pooled);
  return pooled.map((one) => one / length);
}
const closeTo = (vector: Float32Array, wanted: number[]) => {
  for (const [at, one] of wanted.entries()) expect(vector[at]).toBeCloseTo(one, 5);
};
const prefixWords = [...PREFIX.trim().split(/ |(?=:)/)].map((word) =>
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
