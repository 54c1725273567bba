import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createCheckpoints } from '../workers/checkpoints/create-checkpoints';
import { KeptModels } from '../workers/checkpoints/kept-models';
import type { PickedFile } from '../workers/contract';
import { FileStore } from '../workers/model-files/file-store';
import { openBundle } from '../workers/model-files/open-bundle';
import type { Decoder } from '../workers/reader/decoder';
import { openTransformer } from '../workers/transformer/open-transformer';
import { describeDecoder } from './decoder-conformance';
import { MemoryDirectory } from './memory-directory';
import { picked, pickedCheckpoint } from './picked';

/** What plain PyTorch in f64 made of each decoder, the whole sequence at once (training/tiny_checkpoints). */
const recorded = JSON.parse(
  readFileSync('tests/recorded/checkpoints/decoders.json', 'utf8'),
) as Record<string, { inputIds: number[]; generatedIds: number[] }[]>;

const template = { opening: '', passage: '{text}', closing: '{question}', stops: [] };
const ignore = () => undefined;
/** No prompt of the records ends early. */
const NEVER = -1;
const root = new MemoryDirectory();
const checkpoints = createCheckpoints(
  async () => new KeptModels(root.handle),
  async () => new FileStore(root.handle),
);

async function open(files: PickedFile[]): Promise<Decoder> {
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
    locks: { request: async (_: string, __: unknown, work: () => unknown) => work() },
  });
  const options = { title: 'tiny', precision: 'u8' as const, template, trainedTokens: null };
  const { manifest } = await checkpoints.keep(files, options, ignore);
  const store = await new KeptModels(root.handle).store(manifest.id);
  return openTransformer(await openBundle(manifest, async () => store), 'cpu', ignore);
}

describe.each(Object.entries(recorded))('%s from its folder', (name, prompts) => {
  let decoder: Decoder;
  beforeAll(async () => {
    decoder = await open(pickedCheckpoint(name));
  });
  afterAll(() => decoder.dispose());

  it.each(prompts.map((one) => ({ tokens: one.inputIds.length, ...one })))(
    'continues $tokens tokens as PyTorch does',
    async ({ inputIds, generatedIds }) => {
      decoder.reset();
      for (let at = 0; at < inputIds.length; at += decoder.chunkTokens) {
        await decoder.prefill(inputIds.slice(at, at + decoder.chunkTokens));
      }
      const made: number[] = [];
      for await (const { id } of decoder.decode(generatedIds.length, NEVER)) made.push(id);
      expect(made).toEqual(generatedIds);
    },
  );

  it('goes back to places of several texts, in any order, as often as wanted', async () => {
    const [a = [], b = []] = prompts.slice(1).map(({ inputIds }) => inputIds.slice(0, 24));
    const next = async () => {
      for await (const choice of decoder.decode(1, NEVER)) return choice;
      return undefined;
    };
    const read = async (ids: readonly number[]) => {
      await decoder.prefill(ids);
      return { snapshot: decoder.save(), choice: await next() };
    };
    decoder.reset();
    const places = [await read(a.slice(0, 8)), await read(a.slice(8))];
    if (!places[0]) throw new Error('Nothing was read.');
    decoder.restore(places[0].snapshot);
    places.push(await read(b.slice(0, 5)), await read(b.slice(5)));
    decoder.reset();
    places.push(await read(b));
    for (const at of [3, 0, 1, 4, 2, 1, 3]) {
      const place = places[at];
      if (!place) throw new Error('No such place.');
      decoder.restore(place.snapshot);
      expect(await next()).toEqual(place.choice);
      await decoder.prefill(b.slice(0, 3));
    }
    for (const { snapshot } of places) snapshot.dispose();
  });

  const [, prompt] = prompts;
  describeDecoder(name, {
    open: () => open(pickedCheckpoint(name)),
    prompt: prompt?.inputIds.slice(0, 40) ?? [],
    more: prompt?.inputIds.slice(40) ?? [],
    chunks: [1, 7],
    endToken: NEVER,
    // F32 sums of at most 32 terms in another order, logits of about 10: see readers-on-cpu.test.ts.
    logProbabilityTolerance: 3e-3,
  });
});

describe('reading a text in parts', () => {
  const settingsOf = async (name: string) => {
    const options = { title: 'tiny', precision: 'u8' as const, template, trainedTokens: null };
    const { manifest } = await checkpoints.keep(pickedCheckpoint(name), options, ignore);
    const store = await new KeptModels(root.handle).store(manifest.id);
    const bundle = await openBundle(manifest, async () => store);
    const text = new TextDecoder().decode(await bundle.read('reader.json'));
    return JSON.parse(text) as { graph: { oneByOne: boolean } };
  };

  it.each([
    ['llama-onnx', false],
    ['neox-onnx', false],
    // Its branch with a cache hides no token from an earlier one.
    ['llama-merged-onnx', true],
    ['qwen-half-cache-onnx', false],
  ])('%s: one token at a time behind a cache is needed: %s', async (name, oneByOne) => {
    vi.stubGlobal('navigator', {
      storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
      locks: { request: async (_: string, __: unknown, work: () => unknown) => work() },
    });
    expect((await settingsOf(name)).graph.oneByOne).toBe(oneByOne);
  });
});

describe('an ONNX file that is no such decoder', () => {
  const change = async (change: (config: Record<string, unknown>) => void) => {
    const files = pickedCheckpoint('llama-onnx');
    const config = files.find(({ path }) => path.endsWith('/config.json'));
    const json = JSON.parse((await config?.file.text()) ?? '') as Record<string, unknown>;
    change(json);
    const others = files.filter((one) => one !== config);
    return [...others, picked('llama-onnx/config.json', JSON.stringify(json))];
  };

  it('has another number of layers', async () => {
    const files = await change((config) => (config.num_hidden_layers = 3));
    await expect(open(files)).rejects.toThrow(/4 cache inputs; 3 layers have 6/);
  });

  it('has inputs that nobody knows', async () => {
    const embedder = readFileSync('public/models/embed-trivia-17m/onnx/model_quantized.onnx');
    const files = [
      ...pickedCheckpoint('llama-onnx').filter(({ path }) => !path.endsWith('.onnx')),
      picked('llama-onnx/onnx/model.onnx', embedder),
    ];
    await expect(open(files)).rejects.toThrow(/"token_type_ids" is of no decoder/);
  });

  it('is a picture', async () => {
    const files = [
      ...pickedCheckpoint('llama-onnx').filter(({ path }) => !path.endsWith('.onnx')),
      picked('llama-onnx/onnx/model.onnx', Uint8Array.of(0x89, 0x50, 0x4e, 0x47)),
    ];
    await expect(open(files)).rejects.toThrow(
      expect.objectContaining({ name: 'unusable-file' }) as Error,
    );
  });

  it('is of an unknown family', async () => {
    const files = await change((config) => (config.model_type = 'dragon'));
    await expect(open(files)).rejects.toThrow(/"dragon" model/);
  });
});
