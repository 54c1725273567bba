import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCheckpoints } from '../workers/checkpoints/create-checkpoints';
import { KeptModels } from '../workers/checkpoints/kept-models';
import type { KeptModel, Precision, PromptTemplate } from '../workers/contract';
import { parseMambaConfig } from '../workers/mamba/config';
import { createEngine } from '../workers/mamba/cpu/create-engine';
import { loadProgram } from '../workers/mamba/cpu/load-program';
import { openMambaCpu } from '../workers/mamba/cpu/open-mamba-cpu';
import { partsOf } from '../workers/model-files/bundle-files';
import { FileStore } from '../workers/model-files/file-store';
import { openBundle } from '../workers/model-files/open-bundle';
import { openTensors } from '../workers/model-files/safetensors';
import { openSession } from '../workers/onnx/open-session';
import type { Decoder } from '../workers/reader/decoder';
import { parseReference } from '../workers/reader/model-reference';
import { describeDecoder } from './decoder-conformance';
import { mambaInF64 } from './mamba-in-f64';
import { MemoryDirectory } from './memory-directory';
import { pickedCheckpoint } from './picked';

interface Recorded {
  generatedIds: number[];
  topIds: number[];
  topLogits: number[];
}
/** What plain PyTorch in f64 made of each checkpoint (training/tiny_checkpoints). */
const recorded = JSON.parse(
  readFileSync('tests/recorded/checkpoints/mamba.json', 'utf8'),
) as Record<string, { inputIds: number[]; exact: Recorded; u8: Recorded }[]>;

const template: PromptTemplate = {
  opening: '',
  passage: '{text}\n',
  closing: '{question}',
  stops: ['\n'],
};
const ignore = () => undefined;
/** No prompt of the records ends early. */
const NEVER = -1;
const root = new MemoryDirectory();

beforeEach(() => {
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
    locks: { request: async (_: string, __: unknown, work: (lock: object) => unknown) => work({}) },
  });
});

const checkpoints = createCheckpoints(
  async () => new KeptModels(root.handle),
  async () => new FileStore(root.handle),
);
const keep = (name: string, precision: Precision) =>
  checkpoints.keep(
    pickedCheckpoint(name),
    { title: name, precision, template, trainedTokens: 2048 },
    ignore,
  );
const filesOf = async ({ manifest }: KeptModel) => {
  const store = await new KeptModels(root.handle).store(manifest.id);
  return openBundle(manifest, async () => store);
};

describe.each(Object.keys(recorded))('%s from its folder', (name) => {
  describe.each([
    ['u8', 'u8'],
    ['f32', 'exact'],
  ] as const)('kept as %s', (precision, record) => {
    let decoder: Decoder;
    let model: KeptModel;
    beforeAll(async () => {
      vi.stubGlobal('navigator', {
        storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
        locks: { request: async (_: string, __: unknown, work: () => unknown) => work() },
      });
      model = await keep(name, precision);
      decoder = await openMambaCpu(await filesOf(model), ignore);
    });
    afterAll(() => decoder.dispose());

    it.each((recorded[name] ?? []).map((one) => ({ tokens: one.inputIds.length, ...one })))(
      'continues $tokens tokens as PyTorch does',
      async (prompt) => {
        decoder.reset();
        for (let at = 0; at < prompt.inputIds.length; at += decoder.chunkTokens) {
          await decoder.prefill(prompt.inputIds.slice(at, at + decoder.chunkTokens));
        }
        const { generatedIds } = prompt[record];
        const made: number[] = [];
        for await (const { id } of decoder.decode(generatedIds.length, NEVER)) made.push(id);
        expect(made).toEqual(generatedIds);
      },
    );

    it('gives the logits that PyTorch gives', async () => {
      const { ort, session } = await openSession(await filesOf(model), 'cpu');
      for (const prompt of recorded[name] ?? []) {
        const ids = Int32Array.from(prompt.inputIds);
        const zeros = session.inputMetadata.flatMap((input) => {
          if (!input.isTensor || input.name === 'ids') return [];
          const shape = input.shape.map(Number);
          const size = shape.reduce((a, b) => a * b, 1);
          return [[input.name, new ort.Tensor('float32', new Float32Array(size), shape)]];
        });
        const feeds = { ids: new ort.Tensor('int32', ids, [ids.length]) };
        const { logits } = await session.run({ ...feeds, ...Object.fromEntries(zeros) }, [
          'logits',
        ]);
        const { topIds, topLogits } = prompt[record];
        for (const [at, id] of topIds.entries()) {
          // F32 against F64: sums of at most 64 terms in a hundred steps, 1e-4 of logits of about 10.
          const logit = (logits?.data as Float32Array)[id] ?? NaN;
          expect(Math.abs(logit - (topLogits[at] ?? NaN))).toBeLessThan(1e-3);
        }
      }
      await session.release();
    });

    it('records what the CPU makes of a text, for the check of a GPU', async () => {
      const files = await filesOf(model);
      const reference = parseReference(await files.read('reference.json'));
      decoder.reset();
      await decoder.prefill(reference.inputIds);
      const ids: number[] = [];
      for await (const { id } of decoder.decode(reference.generatedIds.length, NEVER)) ids.push(id);
      expect(ids).toEqual(reference.generatedIds);
      expect(ids.length).toBeGreaterThan(0);
    });
  });
});

describe('kept in 4 bits', () => {
  it('continues as the equations say of the weights that are kept', async () => {
    const model = await keep('hf-f16-sharded', 'u4');
    const files = await filesOf(model);
    const file = await files.read('model.safetensors');
    const config = parseMambaConfig(await files.read('config.json'), 8);
    const ids = recorded['hf-f16-sharded']?.[1]?.inputIds.slice(0, 40) ?? [];
    const { logits } = await mambaInF64(config, file, ids);
    const tensors = await (await openTensors(partsOf(file))).load('');
    const sizes = { threads: 1, chunkTokens: ids.length };
    const engine = await createEngine(await loadProgram(), config, tensors, sizes);
    engine.prefill(ids);
    engine.choose();
    // As above: sums of at most 64 terms in a hundred steps.
    for (const [id, logit] of engine.logits().entries()) {
      expect(Math.abs(logit - (logits[id] ?? NaN))).toBeLessThan(1e-3);
    }
    engine.dispose();
    expect(model.footprint.weightBytes).toBe(file.length);
  });

  it('is offered where columns are in whole groups only', async () => {
    const offered = async (name: string) =>
      Object.keys((await checkpoints.inspect(pickedCheckpoint(name))).footprints);
    expect(await offered('hf-f16-sharded')).toEqual(['u8', 'u4', 'f32']);
    expect(await offered('hf-untied-bf16')).toEqual(['u8', 'f32']);
  });
});

const [, prompt] = recorded['hf-f16-sharded'] ?? [];
describeDecoder('a Mamba of one’s own on the CPU', {
  open: async () => openMambaCpu(await filesOf(await keep('hf-f16-sharded', 'u8')), ignore),
  prompt: prompt?.inputIds.slice(0, 40) ?? [],
  more: prompt?.inputIds.slice(40, 61) ?? [],
  chunks: [1, 7],
  endToken: NEVER,
  // Sums of 32 terms in another order, through three layers: as in readers-on-cpu.test.ts, with room.
  logProbabilityTolerance: 3e-3,
});
