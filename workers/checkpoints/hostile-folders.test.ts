import { expect, it } from 'vitest';
import { hugeBlob } from '../../tests/huge-blob';
import { expectRefused } from '../../tests/expect-refused';
import { keepTiny, memoryCheckpoints } from '../../tests/memory-checkpoints';
import { MemoryDirectory } from '../../tests/memory-directory';
import { changedCheckpoint, picked, pickedCheckpoint } from '../../tests/picked';
import { unusable } from '../../tests/unusable';
import type { PickedFile } from '../contract';
import { GraphBuilder } from './graph/graph-builder';

const ignore = () => undefined;

async function withTokenizer(change: (json: Tokenizer) => void): Promise<PickedFile[]> {
  const file = pickedCheckpoint('hf-f32').find(({ path }) => path.endsWith('tokenizer.json'));
  const json = JSON.parse((await file?.file.text()) ?? '') as Tokenizer;
  change(json);
  return changedCheckpoint('hf-f32', 'tokenizer.json', JSON.stringify(json));
}
interface Tokenizer {
  added_tokens: object[];
  pre_tokenizer: object;
  model: { vocab: Record<string, unknown>; merges: unknown };
}

it.each<[string, () => Promise<PickedFile[]> | PickedFile[], RegExp]>([
  ['nothing', () => [], /no config\.json among 0 files/],
  ['no tokenizer', () => changedCheckpoint('hf-f32', 'tokenizer.json', null), /no tokenizer\.json/],
  [
    'no weights',
    () => changedCheckpoint('hf-f32', 'model.safetensors', null),
    /no \*\.safetensors/,
  ],
  [
    'a pickle',
    () => [
      ...changedCheckpoint('hf-f32', 'model.safetensors', null),
      picked('hf-f32/pytorch_model.bin', 'x'),
    ],
    /could run code and is not read/,
  ],
  [
    'a tokenizer cut short',
    () => changedCheckpoint('hf-f32', 'tokenizer.json', '{"model":'),
    /not JSON/,
  ],
  [
    'a tokenizer of gigabytes',
    () => [
      ...changedCheckpoint('hf-f32', 'tokenizer.json', null),
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
    () =>
      changedCheckpoint(
        'hf-f32',
        'tokenizer.json',
        '{"model":{"type":"Unigram"},"added_tokens":[]}',
      ),
    /not a BPE tokenizer/,
  ],
])('%s: said, nothing kept', (_, files, words) => expectRefused(files, words));

it('an ONNX graph whose weights lie outside of the folder reads nothing there', async () => {
  const root = new MemoryDirectory();
  const place = { dtype: 'F32', shape: [4], offset: 0, length: 16 };
  const graph = new GraphBuilder('../../../../etc/hostname', new Map([['w', place]]));
  graph.output(graph.weight('w'), 'logits');
  const bytes = graph.build({ input_ids: [7, [1, 'T']] }, { logits: [1, [4]] });
  await expect(
    memoryCheckpoints(root).keep(
      changedCheckpoint('llama-onnx', 'onnx/model.onnx', bytes),
      keepTiny,
      ignore,
    ),
  ).rejects.toThrow(unusable(/cannot be opened/));
  expect(root.folders.size).toBe(0);
});
