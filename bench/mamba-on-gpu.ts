import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { recordedAnswers } from '../tests/recorded-prompts';
import type { KernelCheck } from '../workers/contract';
import { giveWebGpu } from '../scripts/webgpu-for-node';
import { openMambaGpu } from '../workers/mamba/open-mamba-gpu';
import type { Noted } from './bench';

const END_TOKEN = 0;
/** Decoding is timed over this many tokens, whatever they are. */
const DECODED = 200;

/** What mamba-*.json holds. */
export interface MambaOnGpu {
  date: string;
  gpu: string;
  node: string;
  loadMs: number;
  checks: KernelCheck[];
  decodeMsPerToken: number;
  prompts: { tokens: number; equalsPyTorch: boolean; prefillMs: number }[];
  noted?: Noted;
}

/**
 * `npm run bench:mamba-gpu` on a machine with a GPU and a Vulkan driver: the Mamba on our engine through Dawn for Node (Chromium's
 * WebGPU without the browser). All recorded prompts against PyTorch's answers, then the times of reading and writing. Wall
 * times, medians; a shared machine changes them, so only ratios within one file mean anything, unless the GPU is named. `-- --prompts 2
 * --repetitions 1` takes the first two only, once; `--out` another folder.
 */
export async function main(options: readonly string[]): Promise<void> {
  const { values: asked } = parseArgs({
    args: [...options],
    options: {
      prompts: { type: 'string', default: 'Infinity' },
      repetitions: { type: 'string', default: '5' },
      out: { type: 'string', default: 'bench/results' },
    },
  });
  const repetitions = Number(asked.repetitions);

  giveWebGpu();
  const loadStart = performance.now();
  const decoder = await openMambaGpu(
    {
      read: async (path) => new Uint8Array(readFileSync(`public/models/mamba-trivia-32m/${path}`)),
    },
    () => undefined,
  );
  const loadMs = performance.now() - loadStart;

  async function prefill(ids: readonly number[]): Promise<number> {
    decoder.reset();
    const start = performance.now();
    for (let at = 0; at < ids.length; at += decoder.chunkTokens) {
      await decoder.prefill(ids.slice(at, at + decoder.chunkTokens));
    }
    return performance.now() - start;
  }

  const prompts = [];
  for (const { inputIds, generatedIds } of recordedAnswers('mamba').slice(
    0,
    Number(asked.prompts),
  )) {
    const times: number[] = [];
    for (let i = 0; i < repetitions; i++) times.push(await prefill(inputIds));
    const ids: number[] = [];
    for await (const { id } of decoder.decode(12, END_TOKEN)) ids.push(id);
    prompts.push({
      tokens: inputIds.length,
      equalsPyTorch: ids.join() === generatedIds.join(),
      prefillMs: median(times),
    });
  }

  const perToken: number[] = [];
  for (let i = 0; i < repetitions; i++) {
    await prefill(recordedAnswers('mamba')[0]?.inputIds ?? []);
    const start = performance.now();
    let made = 0;
    // No token has this id, so that the end does not end it.
    for await (const choice of decoder.decode(DECODED, -1)) made += choice.id >= 0 ? 1 : 0;
    perToken.push((performance.now() - start) / made);
  }

  const results: MambaOnGpu = {
    date: new Date().toISOString(),
    gpu: decoder.runsOn,
    node: process.version,
    loadMs,
    checks: decoder.checks,
    decodeMsPerToken: median(perToken),
    prompts,
  };
  mkdirSync(asked.out, { recursive: true });
  const name = decoder.runsOn.replace(/[^A-Za-z0-9]+/g, '-').toLowerCase();
  writeFileSync(`${asked.out}/mamba-${name}.json`, `${JSON.stringify(results, null, 2)}\n`);
  console.log(JSON.stringify(results));
  decoder.dispose();
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
