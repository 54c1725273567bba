import { bind } from '../workers/gpu/dispatch';
import type { Gpu } from '../workers/gpu/gpu';
import { randomFloats } from '../workers/mamba/kernels/compare';
import { runWords } from '../workers/mamba/kernels/run';
import { compileDtProj } from '../workers/mamba/kernels/selective-scan/dt-proj';
import { compileScan, type ScanTiling } from '../workers/mamba/kernels/selective-scan/scan';
import { timeOnGpu, warmUp, type Times } from './kernel-times';
import serialCode from './serial-scan.wgsl?raw';

export interface ScanTime {
  channels: number;
  tokens: number;
  /** R, dt_rank: what is summed in dt_proj. */
  rank: number;
  /** `serial`, how our kernel divides its work, or the product that both are given. */
  form: 'serial' | ScanTiling | 'dt_proj';
  microseconds: Times;
}

const STATES = 16;
/** As in published checkpoints: d_model / 16, where d_model is half the channels. */
const rankOf = (channels: number) => channels / 32;

/**
 * Our scan in several tilings against the serial formulation, shape by shape; softplus of Δ is in ours only. Hands what it has to
 * `save` whenever there is more.
 */
export async function benchScans(
  gpu: Gpu,
  tilings: readonly ScanTiling[],
  shapes: readonly { channels: number; tokens: readonly number[] }[],
  save: (times: readonly ScanTime[]) => void,
): Promise<void> {
  const times: ScanTime[] = [];
  for (const { channels, tokens: lengths } of shapes) {
    const most = Math.max(...lengths);
    const rank = rankOf(channels);
    const stride = rank + 2 * STATES;
    const upload = (count: number, seed: number, of = (random: number) => random) =>
      gpu.upload('input', randomFloats(count, seed).map(of));
    const buffers = {
      u: upload(most * channels, 1),
      projected: upload(most * stride, 2),
      dtWeight: upload(rank * channels, 3, (random) => random / rank),
      terms: upload(2 * channels, 4, (random) => random - 2),
      a: upload(channels * STATES, 5, (random) => -0.1 - 16 * Math.abs(random)),
      xz: upload(2 * most * channels, 6),
      state: upload(2 * channels * STATES, 7),
      y: gpu.storage('y', 4 * most * channels),
    };
    const delta = upload(most * channels, 8, (random) => 0.001 + 0.1 * Math.abs(random));
    const serial = await gpu.pipeline('serial scan', serialCode, {
      CHANNELS: channels,
      STRIDE: stride,
      RANK: rank,
    });
    const dtProj = await compileDtProj(gpu, { channels, states: STATES, rank });
    const scans = await Promise.all(
      tilings.map((tiling) =>
        compileScan(gpu, { channels, states: STATES, rank }, tiling).catch(() => undefined),
      ),
    );
    const serially = (run: GPUBuffer) => {
      const { u, projected, terms, a, xz, state, y } = buffers;
      const all = [run, u, delta, projected, terms, a, xz, state, y];
      return bind(gpu.device, serial, all, () => [channels, 1]);
    };
    // The GPU had nothing to do while the inputs were made.
    await warmUp(gpu, [serially(gpu.uniform('run', runWords([most], channels * STATES)))], most);
    for (const tokens of lengths) {
      const run = gpu.uniform('run', runWords([tokens], channels * STATES));
      const dispatch = serially(run);
      const row = { channels, tokens, rank };
      times.push({
        ...row,
        form: 'serial',
        microseconds: await timeOnGpu(gpu, [dispatch], tokens),
      });
      for (const [i, scan] of scans.entries()) {
        const form = tilings[i];
        if (!scan || !form) continue;
        const ours = [scan({ ...buffers, run })];
        times.push({ ...row, form, microseconds: await timeOnGpu(gpu, ours, tokens) });
      }
      const product = [dtProj({ ...buffers, run })];
      times.push({
        ...row,
        form: 'dt_proj',
        microseconds: await timeOnGpu(gpu, product, tokens),
      });
      save(times);
    }
    for (const buffer of [...Object.values(buffers), delta]) buffer.destroy();
  }
}
