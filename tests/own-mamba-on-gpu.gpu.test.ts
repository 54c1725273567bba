import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createCheckpoints } from '../workers/checkpoints/create-checkpoints';
import type { Precision } from '../workers/contract';
import { KeptModels } from '../workers/checkpoints/kept-models';
import { openMambaGpu } from '../workers/mamba/open-mamba-gpu';
import { FileStore } from '../workers/model-files/file-store';
import { openBundle } from '../workers/model-files/open-bundle';
import { MemoryDirectory } from './memory-directory';
import { pickedCheckpoint } from './picked';

const recorded = JSON.parse(
  readFileSync('tests/recorded/checkpoints/mamba.json', 'utf8'),
) as Record<string, { inputIds: number[]; u8: { generatedIds: number[] } }[]>;
const ignore = () => undefined;

// The navigator of these tests has the GPU; storage and locks are added to it.
Object.defineProperties(navigator, {
  storage: { value: { estimate: async () => ({ usage: 0, quota: 1e9 }) } },
  locks: { value: { request: async (_: string, __: unknown, work: () => unknown) => work() } },
});

async function keep(name: string, precision: Precision = 'u8') {
  const root = new MemoryDirectory();
  const kept = new KeptModels(root.handle);
  const template = { opening: '', passage: '{text}', closing: '{question}', stops: [] };
  const { manifest } = await createCheckpoints(
    async () => kept,
    async () => new FileStore(root.handle),
  ).keep(
    pickedCheckpoint(name),
    { title: 'tiny', precision, template, trainedTokens: 2048 },
    ignore,
  );
  const store = await kept.store(manifest.id);
  return { manifest, files: await openBundle(manifest, async () => store) };
}

it('a checkpoint kept in 4 bits answers as the CPU has recorded', async () => {
  const { files } = await keep('hf-f16-sharded', 'u4');
  const decoder = await openMambaGpu(files, ignore);
  const kernels = decoder.checks.map(({ kernel }) => kernel);
  expect(kernels).toEqual(expect.arrayContaining(['matrix × vector, 4 bits', 'whole model']));
  decoder.dispose();
});

it.each([
  ['of the smallest width and a rank of one', 'hf-f32'],
  ['with three taps, eight states and a rank of five', 'hf-f16-sharded'],
  ['with an output matrix of its own and 24 states, 48 wide', 'hf-untied-bf16'],
])('a checkpoint %s answers like PyTorch', async (_, name) => {
  const { manifest, files } = await keep(name);
  expect(manifest.cpuOnly).toBeUndefined();
  const decoder = await openMambaGpu(files, ignore);
  for (const { inputIds, u8 } of (recorded[name] ?? []).slice(0, 2)) {
    decoder.reset();
    await decoder.prefill(inputIds);
    const made: number[] = [];
    for await (const { id } of decoder.decode(u8.generatedIds.length, -1)) made.push(id);
    expect(made).toEqual(u8.generatedIds);
  }
  decoder.dispose();
});

it.each([
  ['a width that is no multiple of 16', 'original-bf16', /24, no multiple of 16/],
  ['biases', 'original-biases', /Use the CPU/],
])('%s: known not to be for this engine', async (_, name, words) => {
  const { manifest, files } = await keep(name);
  expect(manifest.cpuOnly).toBe(true);
  await expect(openMambaGpu(files, ignore)).rejects.toThrow(words);
});
