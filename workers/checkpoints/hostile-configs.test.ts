import { expect, it } from 'vitest';
import { expectRefused } from '../../tests/expect-refused';
import { memoryCheckpoints } from '../../tests/memory-checkpoints';
import { changedCheckpoint, pickedCheckpoint } from '../../tests/picked';
import type { PickedFile } from '../contract';

const PNG = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13);

async function configOf(name: string): Promise<Record<string, unknown>> {
  const file = pickedCheckpoint(name).find(({ path }) => path.endsWith('/config.json'))?.file;
  return JSON.parse((await file?.text()) ?? '') as Record<string, unknown>;
}

const withConfig = async (change: Record<string, unknown>) =>
  changedCheckpoint(
    'hf-f32',
    'config.json',
    JSON.stringify({ ...(await configOf('hf-f32')), ...change }),
  );

it.each<[string, () => Promise<PickedFile[]> | PickedFile[], RegExp]>([
  ['a config that is a picture', () => changedCheckpoint('hf-f32', 'config.json', PNG), /not JSON/],
  [
    'a config that is a list',
    () => changedCheckpoint('hf-f32', 'config.json', '[]'),
    /no JSON object/,
  ],
  [
    'another architecture',
    async () =>
      changedCheckpoint('hf-f32', 'config.json', JSON.stringify({ model_type: 'mamba2' })),
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
  ['NaN in the config', () => changedCheckpoint('hf-f32', 'config.json', '{"a":NaN}'), /not JSON/],
  [
    'a config of nothing but brackets',
    () => changedCheckpoint('hf-f32', 'config.json', '['.repeat(2e6)),
    /not JSON/,
  ],
])('%s: said, nothing kept', (_, files, words) => expectRefused(files, words));

it('a config with __proto__ changes nothing', async () => {
  const config = JSON.stringify(await configOf('hf-f32')).replace(
    '{',
    '{"__proto__":{"hidden_size":7,"polluted":true},"constructor":{"prototype":{"polluted":true}},',
  );
  const report = await memoryCheckpoints().inspect(
    changedCheckpoint('hf-f32', 'config.json', config),
  );
  expect(report.summary).toContain('width 16');
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});
