import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryDirectory } from '../../tests/memory-directory';
import { hugeBlob } from '../../tests/huge-blob';
import { picked, pickedCheckpoint } from '../../tests/picked';
import { headerBytes, splitSafetensors, type Header } from '../../tests/safetensors-file';
import type { KeepOptions, PickedFile } from '../contract';
import { FileStore } from '../model-files/file-store';
import { createCheckpoints } from './create-checkpoints';
import { GraphBuilder } from './graph/graph-builder';
import { KeptModels } from './kept-models';

const template = { opening: '', passage: '{text}', closing: '{question}', stops: [] };
const options: KeepOptions = { title: 'Tiny', precision: 'u8', template, trainedTokens: 2048 };
const ignore = () => undefined;
const failure = (code: string, words: RegExp) =>
  expect.objectContaining({
    name: code,
    message: expect.stringMatching(words) as string,
  }) as Error;

let root: MemoryDirectory;
let quota: number;
const downloads = new MemoryDirectory();
const checkpoints = () =>
  createCheckpoints(
    async () => new KeptModels(root.handle),
    async () => new FileStore(downloads.handle),
  );

beforeEach(() => {
  root = new MemoryDirectory();
  quota = 1e9;
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota }) },
    locks: { request: async (_: string, __: unknown, work: (lock: object) => unknown) => work({}) },
  });
});

/** A checkpoint with one file changed, or left out. */
const changed = (name: string, path: string, content: Uint8Array | string | null): PickedFile[] => [
  ...pickedCheckpoint(name).filter((one) => one.path !== `${name}/${path}`),
  ...(content === null ? [] : [picked(`${name}/${path}`, content)]),
];
async function configOf(name: string): Promise<Record<string, unknown>> {
  const file = pickedCheckpoint(name).find(({ path }) => path.endsWith('/config.json'))?.file;
  return JSON.parse((await file?.text()) ?? '') as Record<string, unknown>;
}

/** The weights of hf-f32 with another header. */
async function withHeader(
  change: (header: Header) => Header | string | void,
  claimed?: bigint,
): Promise<PickedFile[]> {
  const file = pickedCheckpoint('hf-f32').find(({ path }) => path.endsWith('safetensors'))?.file;
  const { header, data } = await splitSafetensors(file ?? new Blob());
  const begin = headerBytes(change(header) ?? header, claimed);
  const made = new Uint8Array(begin.length + data.length);
  made.set(begin);
  made.set(data, begin.length);
  return changed('hf-f32', 'model.safetensors', made);
}
const withConfig = async (change: Record<string, unknown>) =>
  changed('hf-f32', 'config.json', JSON.stringify({ ...(await configOf('hf-f32')), ...change }));
async function withTokenizer(change: (json: Tokenizer) => void): Promise<PickedFile[]> {
  const file = pickedCheckpoint('hf-f32').find(({ path }) => path.endsWith('tokenizer.json'));
  const json = JSON.parse((await file?.file.text()) ?? '') as Tokenizer;
  change(json);
  return changed('hf-f32', 'tokenizer.json', JSON.stringify(json));
}
interface Tokenizer {
  added_tokens: object[];
  pre_tokenizer: object;
  model: { vocab: Record<string, unknown>; merges: unknown };
}
const D = 'backbone.layers.0.mixer.D';
const NORM = 'backbone.norm_f.weight';

describe('a folder that is not what it claims', () => {
  const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);

  it.each<[string, () => Promise<PickedFile[]> | PickedFile[], RegExp]>([
    ['nothing', () => [], /no config\.json among 0 files/],
    ['no tokenizer', () => changed('hf-f32', 'tokenizer.json', null), /no tokenizer\.json/],
    ['no weights', () => changed('hf-f32', 'model.safetensors', null), /no \*\.safetensors/],
    [
      'a pickle',
      () => [
        ...changed('hf-f32', 'model.safetensors', null),
        picked('hf-f32/pytorch_model.bin', 'x'),
      ],
      /could run code and is not read/,
    ],
    ['a picture renamed', () => changed('hf-f32', 'model.safetensors', PNG), /header claims/],
    ['a config that is a picture', () => changed('hf-f32', 'config.json', PNG), /not JSON/],
    ['a config that is a list', () => changed('hf-f32', 'config.json', '[]'), /no JSON object/],
    [
      'a shard left out',
      () => changed('hf-f16-sharded', 'model-00002-of-00003.safetensors', null),
      /missing in the folder: model-00002/,
    ],
    ['a header longer than the file', () => withHeader(ignore, 2n ** 62n), /header claims/],
    ['a header cut short', () => withHeader(ignore, 100n), /header is not JSON/],
    [
      'offsets outside of the file',
      () =>
        withHeader((header) => {
          const { data_offsets: old = [] } = header[NORM] ?? {};
          const data_offsets = old.map((offset) => offset + 1e9);
          header[NORM] = { dtype: 'F32', shape: [16], data_offsets };
        }),
      /overlaps another tensor or leaves a gap/,
    ],
    [
      'tensors that overlap',
      () => withHeader((header) => void (header[D] = header[NORM] ?? {})),
      /overlaps another tensor|takes \d+ bytes/,
    ],
    [
      'a size that is not the shape',
      () => withHeader((header) => void header[D]?.shape?.push(7)),
      /its shape needs/,
    ],
    [
      'a shape whose product is beyond all numbers',
      () => withHeader((header) => void header[D]?.shape?.push(2 ** 53 - 1, 2 ** 53 - 1)),
      /its shape needs/,
    ],
    [
      'an unknown type',
      () => withHeader((header) => void (header[D] = { ...header[D], dtype: 'F4' })),
      /unknown type "F4"/,
    ],
    [
      'integers for weights',
      () => withHeader((header) => void (header[D] = { ...header[D], dtype: 'I32' })),
      /D is I32/,
    ],
    [
      'a tensor left out',
      () =>
        withHeader((header) => {
          header.other = header[D] ?? {};
          delete header[D];
        }),
      /D is missing/,
    ],
    [
      'another architecture',
      async () => changed('hf-f32', 'config.json', JSON.stringify({ model_type: 'mamba2' })),
      /"mamba2" model/,
    ],
    ['absurd sizes', () => withConfig({ num_hidden_layers: 1e12 }), /layers is 1000000000000/],
    [
      'fewer layers than there are',
      () => withConfig({ num_hidden_layers: 1 }),
      /1 layers; there is backbone\.layers\.1/,
    ],
    ['another width', () => withConfig({ hidden_size: 768 }), /config\.json asks for/],
    [
      'an output matrix of its own that is not there',
      () => withConfig({ tie_word_embeddings: false }),
      /no lm_head\.weight/,
    ],
    ...(
      [
        ['-16', { hidden_size: -16 }, /width is -16/],
        ['0 layers', { num_hidden_layers: 0 }, /layers is 0/],
        ['half a layer', { num_hidden_layers: 1.5 }, /layers is 1.5/],
        ['a text', { state_size: '16' }, /"state_size" is no number/],
        ['a list', { vocab_size: [1] }, /"vocab_size" is no number/],
        ['a rank that is a word', { time_step_rank: 'wide' }, /rank is NaN/],
        ['an expansion beyond all', { expand: 1e308 }, /channels is/],
        ['an epsilon of 7', { layer_norm_epsilon: 7 }, /epsilon is 7/],
        ['biases that are not there', { use_bias: true }, /in_proj\.bias is missing/],
        ['one tap', { conv_kernel: 1 }, /one tap is not supported/],
      ] as [string, Record<string, unknown>, RegExp][]
    ).map(([name, change, words]): [string, () => Promise<PickedFile[]>, RegExp] => [
      `config.json with ${name}`,
      () => withConfig(change),
      words,
    ]),
    ['NaN in the config', () => changed('hf-f32', 'config.json', '{"a":NaN}'), /not JSON/],
    [
      'a config of nothing but brackets',
      () => changed('hf-f32', 'config.json', '['.repeat(2e6)),
      /not JSON/,
    ],
    [
      'a name twice',
      () => withHeader((header) => JSON.stringify(header).replace(D, NORM)),
      /overlaps another tensor or leaves a gap/,
    ],
    [
      'a tensor called __proto__',
      () => withHeader((header) => JSON.stringify(header).replace(D, '__proto__')),
      /D is missing/,
    ],
    ['a header that is a list', () => withHeader(() => '[]'), /no table of tensors/],
    ['a tensor that is nothing', () => withHeader(() => '{"a":null}'), /unknown type/],
    [
      'negative offsets',
      () => withHeader((header) => void (header[D] = { ...header[D], data_offsets: [-64, 64] })),
      /no shape or no place/,
    ],
    [
      'an index that is a list of numbers',
      () => changed('hf-f16-sharded', 'model.safetensors.index.json', '{"weight_map":{"a":7}}'),
      /missing in the folder: 7/,
    ],
    ['a tokenizer cut short', () => changed('hf-f32', 'tokenizer.json', '{"model":'), /not JSON/],
    [
      'a tokenizer of gigabytes',
      () => [
        ...changed('hf-f32', 'tokenizer.json', null),
        { path: 'hf-f32/tokenizer.json', file: hugeBlob(5e9, []) },
      ],
      /5000000000 bytes: that is no settings file/,
    ],
    [
      'the tokenizer of a larger model',
      () =>
        withTokenizer(({ added_tokens: added }) =>
          added.push({ id: 50_000, content: 'far', special: false }),
        ),
      /do not belong together/,
    ],
    [
      'a token of a negative number',
      () => withTokenizer(({ model }) => (model.vocab.far = -1)),
      /not a BPE tokenizer/,
    ],
    [
      'merges that are no merges',
      () => withTokenizer(({ model }) => (model.merges = [7, null, {}])),
      /tokenizer\.json cannot be used/,
    ],
    [
      'a pattern that is no regular expression',
      () =>
        withTokenizer((json) => {
          json.pre_tokenizer = { type: 'Split', pattern: { Regex: '(((' }, behavior: 'Isolated' };
        }),
      /tokenizer\.json cannot be used/,
    ],
    [
      'a tokenizer of another kind',
      () => changed('hf-f32', 'tokenizer.json', '{"model":{"type":"Unigram"},"added_tokens":[]}'),
      /not a BPE tokenizer/,
    ],
  ])('%s: said, nothing kept', async (_, files, words) => {
    await expect(checkpoints().inspect(await files())).rejects.toThrow(
      failure('unusable-file', words),
    );
    await expect(checkpoints().keep(await files(), options, ignore)).rejects.toThrow(
      failure('unusable-file', words),
    );
    expect(root.folders.size).toBe(0);
  });

  it('a config with __proto__ changes nothing', async () => {
    const config = JSON.stringify(await configOf('hf-f32')).replace(
      '{',
      '{"__proto__":{"hidden_size":7,"polluted":true},"constructor":{"prototype":{"polluted":true}},',
    );
    const report = await checkpoints().inspect(changed('hf-f32', 'config.json', config));
    expect(report.summary).toContain('width 16');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it('a name like a path stays below', async () => {
    const files = changed(
      'hf-f16-sharded',
      'model.safetensors.index.json',
      '{"weight_map":{"a":"../../../etc/passwd"}}',
    );
    await expect(checkpoints().inspect(files)).rejects.toThrow(
      failure('unusable-file', /missing in the folder/),
    );
  });

  it('weights that are no numbers are found before anything is kept', async () => {
    const files = await withHeader(ignore);
    const weights = files.find(({ path }) => path.endsWith('safetensors'));
    const bytes = new Uint8Array((await weights?.file.arrayBuffer()) ?? new ArrayBuffer(0));
    bytes.fill(0xff, -4); // an F32 that is no number
    await expect(
      checkpoints().keep(changed('hf-f32', 'model.safetensors', bytes), options, ignore),
    ).rejects.toThrow(failure('unusable-file', /infinity or no number/));
    expect(root.folders.size).toBe(0);
  });

  it('an ONNX graph whose weights lie outside of the folder reads nothing there', async () => {
    const place = { dtype: 'F32', shape: [4], offset: 0, length: 16 };
    const graph = new GraphBuilder('../../../../etc/hostname', new Map([['w', place]]));
    graph.output(graph.weight('w'), 'logits');
    const bytes = graph.build({ input_ids: [7, [1, 'T']] }, { logits: [1, [4]] });
    await expect(
      checkpoints().keep(changed('llama-onnx', 'onnx/model.onnx', bytes), options, ignore),
    ).rejects.toThrow(failure('unusable-file', /cannot be opened/));
    expect(root.folders.size).toBe(0);
  });
});
