import { openMambaCpu } from '../workers/mamba/cpu/open-mamba-cpu';
import type { BundleFiles } from '../workers/model-files/bundle-files';
import { openOnnxMamba } from './onnx-mamba';

/** One way to run the Mamba on a CPU. */
export interface CpuMamba {
  name: string;
  chunkTokens: number;
  reset(): void;
  /** Gives the next token. */
  prefill(ids: readonly number[]): Promise<number>;
  step(id: number): Promise<number>;
  dispose(): unknown;
}

export interface CpuTimes {
  name: string;
  threads: number;
  loadMs: number;
  /** Of the runs, in their order; `processorMs` (all threads) where the clock is there. */
  prefill: { tokens: number; wallMs: number[]; processorMs: number[] }[];
  decode: { wallMs: number[]; processorMs: number[] };
}

export const PROMPTS = [192, 900];
const ROUNDS = 5;
const DECODED = 12;

/**
 * ONNX Runtime, our engine without and with fused multiply-adds, taking turns. The first round, in which programs are still being
 * compiled, is not kept. One call a process or worker: ONNX Runtime's threads are counted once.
 */
export async function timeMambaOnCpu(
  files: BundleFiles,
  threads: number,
  processorMs: () => number,
): Promise<CpuTimes[]> {
  const timed: { mamba: CpuMamba; times: CpuTimes }[] = [];
  const openers = [
    () => openOnnxMamba(files, threads),
    () => openOwn(files, threads, false),
    () => openOwn(files, threads, true),
  ];
  for (const open of openers) {
    const start = performance.now();
    const mamba = await open();
    const loadMs = performance.now() - start;
    const prefill = PROMPTS.map((tokens) => ({ tokens, wallMs: [], processorMs: [] }));
    const decode = { wallMs: [], processorMs: [] };
    timed.push({ mamba, times: { name: mamba.name, threads, loadMs, prefill, decode } });
  }
  for (let round = -1; round < ROUNDS; round++) {
    for (const { mamba, times } of timed) {
      let next = 0;
      for (const [at, tokens] of PROMPTS.entries()) {
        const ids = Array.from({ length: tokens }, (_, i) => (i * 7919) % 16_000);
        mamba.reset();
        await clock(round < 0 ? undefined : times.prefill[at], 1, async () => {
          for (let i = 0; i < tokens; i += mamba.chunkTokens) {
            next = await mamba.prefill(ids.slice(i, i + mamba.chunkTokens));
          }
        });
      }
      await clock(round < 0 ? undefined : times.decode, DECODED, async () => {
        for (let i = 0; i < DECODED; i++) next = await mamba.step(next);
      });
    }
  }
  for (const { mamba } of timed) mamba.dispose();
  return timed.map(({ times }) => times);

  async function clock(
    into: { wallMs: number[]; processorMs: number[] } | undefined,
    count: number,
    work: () => Promise<void>,
  ): Promise<void> {
    const [wall, processor] = [performance.now(), processorMs()];
    await work();
    into?.wallMs.push((performance.now() - wall) / count);
    into?.processorMs.push((processorMs() - processor) / count);
  }
}

async function openOwn(files: BundleFiles, threads: number, fused: boolean): Promise<CpuMamba> {
  const decoder = await openMambaCpu(files, () => undefined, { threads, fused });
  const choose = async () => {
    for await (const { id } of decoder.decode(1, -1)) return id;
    throw new Error('Nothing was chosen.');
  };
  return {
    name: decoder.runsOn.includes('fused') ? 'own, relaxed SIMD' : 'own, SIMD',
    chunkTokens: decoder.chunkTokens,
    reset: () => decoder.reset(),
    async prefill(ids) {
      await decoder.prefill(ids);
      return choose();
    },
    async step(id) {
      await decoder.prefill([id]);
      return choose();
    },
    dispose: () => decoder.dispose(),
  };
}
