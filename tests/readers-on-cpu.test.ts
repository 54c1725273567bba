import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMambaConfig } from '../workers/mamba/config';
import { createEngine } from '../workers/mamba/cpu/create-engine';
import { loadProgram } from '../workers/mamba/cpu/load-program';
import { openMambaCpu } from '../workers/mamba/cpu/open-mamba-cpu';
import { openParts, type BundleFiles } from '../workers/model-files/bundle-files';
import { openTensors } from '../workers/model-files/safetensors';
import { openSession } from '../workers/onnx/open-session';
import type { Decoder } from '../workers/reader/decoder';
import { openTransformer } from '../workers/transformer/open-transformer';
import { describeDecoder } from './decoder-conformance';
import { recordedAnswers } from './recorded-prompts';

const END_TOKEN = 0;
const filesOf = (id: string): BundleFiles => ({
  read: async (path) => new Uint8Array(readFileSync(`public/models/${id}/${path}`)),
});
const ignore = () => undefined;
const readers = {
  mamba: () => openMambaCpu(filesOf('mamba-trivia-32m'), ignore),
  transformer: () => openTransformer(filesOf('transformer-trivia-30m'), 'cpu', ignore),
};

const logitsAfter = {
  async mamba(ids: readonly number[]) {
    const files = filesOf('mamba-trivia-32m');
    const config = parseMambaConfig(await files.read('config.json'));
    const file = await openTensors(await openParts(files, 'model.safetensors'));
    const tensors = await file.load('');
    const sizes = { threads: 1, chunkTokens: ids.length };
    const engine = await createEngine(await loadProgram(), config, tensors, sizes);
    engine.prefill(ids);
    engine.choose();
    return engine.logits();
  },
  async transformer(ids: readonly number[]) {
    const { ort, session } = await openSession(filesOf('transformer-trivia-30m'), 'cpu');
    const feeds = Object.fromEntries(
      session.inputMetadata.map((input) => {
        if (!input.isTensor) throw new Error(`${input.name} is no tensor.`);
        if (input.name === 'ids') {
          return ['ids', new ort.Tensor('int32', Int32Array.from(ids), [ids.length])];
        }
        const shape = input.shape.map((size) => (typeof size === 'number' ? size : 0));
        const size = shape.reduce((a, b) => a * b, 1);
        return [input.name, new ort.Tensor('float32', new Float32Array(size), shape)];
      }),
    );
    const { logits } = await session.run(feeds, ['logits']);
    await session.release();
    return logits?.data as Float32Array;
  },
};

describe.each(['mamba', 'transformer'] as const)('%s on the CPU', (reader) => {
  let decoder: Decoder;
  beforeAll(async () => {
    decoder = await readers[reader]();
  }, 60_000);
  afterAll(() => decoder.dispose());

  const prompts = recordedAnswers(reader);
  it.each(prompts.map((prompt) => ({ tokens: prompt.inputIds.length, prompt })))(
    'answers a prompt of $tokens tokens as PyTorch does',
    async ({ prompt }) => {
      decoder.reset();
      for (let at = 0; at < prompt.inputIds.length; at += decoder.chunkTokens) {
        await decoder.prefill(prompt.inputIds.slice(at, at + decoder.chunkTokens));
      }
      const ids: number[] = [];
      for await (const { id } of decoder.decode(12, END_TOKEN)) ids.push(id);
      expect(ids).toEqual(prompt.generatedIds);
    },
    60_000,
  );

  it('gives the logits that PyTorch gives', async () => {
    const [prompt] = recordedAnswers(reader).slice(1);
    if (!prompt) throw new Error('Nothing is recorded.');
    const values = await logitsAfter[reader](prompt.inputIds);
    // f32 sums in another order. One dot product of n terms errs by about √n·2⁻²⁴ of its size, about 1e-6 for n = 512;
    // some hundred of them follow each other and each norm may double it: 1e-4 of the logits' size (up to 30).
    for (const [at, id] of prompt.topIds.entries()) {
      expect(Math.abs((values[id] ?? NaN) - (prompt.topLogits[at] ?? NaN))).toBeLessThan(3e-3);
    }
  }, 60_000);
});

const [, prompt] = recordedAnswers('mamba');
for (const reader of ['mamba', 'transformer'] as const) {
  describeDecoder(`${reader} on the CPU`, {
    open: readers[reader],
    prompt: prompt?.inputIds.slice(0, 60) ?? [],
    more: prompt?.inputIds.slice(60, 81) ?? [],
    chunks: [1, 3, 7],
    endToken: END_TOKEN,
    // As for the logits above.
    logProbabilityTolerance: 3e-3,
  });
}
