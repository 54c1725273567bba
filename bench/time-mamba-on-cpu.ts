import { openMambaCpu } from '../workers/mamba/cpu/open-mamba-cpu';
import { createMambaOnnxDecoder } from '../workers/mamba/cpu/mamba-onnx-decoder';
import type { BundleFiles } from '../workers/model-files/bundle-files';
import { loadOrt } from '../workers/onnx/load-ort';
import { openSession } from '../workers/onnx/open-session';
import type { Decoder } from '../workers/reader/decoder';

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
const GRAPH = 'ONNX Runtime';

/**
 * ONNX Runtime, our engine without and with fused multiply-adds, taking turns. The first round, in which programs are still being
 * compiled, is not kept. One call a process or worker: ONNX Runtime's threads are counted once.
 */
export async function timeMambaOnCpu(
  files: BundleFiles,
  threads: number,
  processorMs: () => number,
): Promise<CpuTimes[]> {
  const timed: { decoder: Decoder; times: CpuTimes }[] = [];
  const own = (fused: boolean) => openMambaCpu(files, () => undefined, { threads, fused });
  const openers = [() => openGraph(files, threads), () => own(false), () => own(true)];
  for (const open of openers) {
    const start = performance.now();
    const decoder = await open();
    const loadMs = performance.now() - start;
    const prefill = PROMPTS.map((tokens) => ({ tokens, wallMs: [], processorMs: [] }));
    const decode = { wallMs: [], processorMs: [] };
    const name = nameOf(decoder);
    timed.push({ decoder, times: { name, threads, loadMs, prefill, decode } });
  }
  for (let round = -1; round < ROUNDS; round++) {
    for (const { decoder, times } of timed) {
      let next = 0;
      for (const [at, tokens] of PROMPTS.entries()) {
        const ids = Array.from({ length: tokens }, (_, i) => (i * 7919) % 16_000);
        decoder.reset();
        await clock(round < 0 ? undefined : times.prefill[at], 1, async () => {
          for (let i = 0; i < tokens; i += decoder.chunkTokens) {
            await decoder.prefill(ids.slice(i, i + decoder.chunkTokens));
          }
          next = await choose(decoder);
        });
      }
      await clock(round < 0 ? undefined : times.decode, DECODED, async () => {
        for (let i = 0; i < DECODED; i++) {
          await decoder.prefill([next]);
          next = await choose(decoder);
        }
      });
    }
  }
  for (const { decoder } of timed) decoder.dispose();
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

/** The way of models that our engine does not take. */
async function openGraph(files: BundleFiles, threads: number): Promise<Decoder> {
  const ort = await loadOrt('cpu');
  ort.env.wasm.numThreads = threads;
  const opened = await openSession(files, 'cpu');
  return createMambaOnnxDecoder({ ...opened, runsOn: GRAPH }, files);
}

/** Of our engine by what this runtime made of it. */
function nameOf({ runsOn }: Decoder): string {
  if (runsOn === GRAPH) return runsOn;
  return runsOn.includes('fused') ? 'own, relaxed SIMD' : 'own, SIMD';
}

async function choose(decoder: Decoder): Promise<number> {
  for await (const { id } of decoder.decode(1, -1)) return id;
  throw new Error('Nothing was chosen.');
}
