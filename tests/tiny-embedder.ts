import * as onnx from '../workers/checkpoints/graph/onnx-messages';
import type { PickedFile } from '../workers/contract';
import { picked } from './picked';

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
/** What bge's makers put before a question. */
export const BGE_PREFIX = 'Represent this sentence for searching relevant passages: ';
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
export const config = {
  model_type: 'bert',
  hidden_size: WIDTH,
  num_hidden_layers: 1,
  num_attention_heads: 1,
  intermediate_size: 4,
  vocab_size: WORDS.length,
  max_position_embeddings: 12,
};
/** A transformers.js folder for feature extraction, as a person would pick it. */
export const embedderFolder = (name: string, more: Record<string, object> = {}): PickedFile[] => [
  picked(`${name}/onnx/model.onnx`, graph()),
  picked(`${name}/config.json`, JSON.stringify(config)),
  picked(`${name}/tokenizer.json`, JSON.stringify(tokenizer)),
  ...Object.entries(more).map(([path, json]) => picked(`${name}/${path}`, JSON.stringify(json))),
];

/** What the "BERT" above makes of these words, by hand. */
export function expectedVector(words: string[], pooling: 'cls' | 'mean'): number[] {
  const ids = ['[CLS]', ...words, '[SEP]'].map((word) => Math.max(1, WORDS.indexOf(word)));
  const row = (id: number) => Array.from(table.subarray(id * WIDTH, (id + 1) * WIDTH));
  const mean = Array.from({ length: WIDTH }, (_, at) =>
    ids.reduce((sum, id) => sum + (row(id)[at] ?? 0) / ids.length, 0),
  );
  const pooled = mean.map((one, at) => one + (pooling === 'cls' ? (row(2)[at] ?? 0) : one));
  const length = Math.hypot(...pooled);
  return pooled.map((one) => one / length);
}
