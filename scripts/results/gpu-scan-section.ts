import type { Times } from '../../bench/kernel-times';
import type { ScanTiling } from '../../workers/mamba/kernels/selective-scan/scan';
import type { ResultsSection } from '../results';
import { circumstances, gpuName, scanFiles, tilingText, type ScanFile } from './gpu-files';
import { exponentialLimit, scanBandwidthLimit } from './gpu-limits';
import { count, figure, link, percent, table } from './markdown';
import { cudaBf16, cudaF32 } from './published-scan-times';

/** `npm run bench -- --parts scans`. */
const section: ResultsSection = {
  order: 54,
  render() {
    const files = scanFiles();
    return files.length > 0 ? files.map(renderScans).join('\n\n') : undefined;
  },
};
export default section;

/** One shape: the serial formulation and the fastest of our tilings, of the same run. */
export interface ScanShapeTimes {
  channels: number;
  tokens: number;
  serial: Times;
  ours: Times;
  tiling: ScanTiling;
  /** The product that both are given, over `rank` columns. */
  rank: number;
  dtProj: Times | undefined;
}

/** Of sound measurements only. */
export function scanShapes({ scans, noted }: ScanFile['value']): ScanShapeTimes[] {
  const sound = scans.filter(({ channels }) => !noted?.unsound?.channels.includes(channels));
  return sound.flatMap(({ form, channels, tokens, rank, microseconds: serial }) => {
    if (form !== 'serial') return [];
    const same = sound.filter((one) => one.channels === channels && one.tokens === tokens);
    const dtProj = same.find((one) => one.form === 'dt_proj')?.microseconds;
    const ours = same
      .flatMap(({ form: tiling, microseconds }) =>
        typeof tiling === 'string' ? [] : [{ tiling, microseconds }],
      )
      .sort((a, b) => a.microseconds.median - b.microseconds.median);
    const [fastest] = ours;
    if (!fastest) return [];
    const { tiling, microseconds } = fastest;
    return [{ channels, tokens, serial, ours: microseconds, tiling, rank, dtProj }];
  });
}

export function renderScans({ path, value }: ScanFile): string {
  const { adapter, versions, date, noted } = value;
  const shapes = scanShapes(value);
  const clock = noted?.clockMHz ?? NaN;
  const rows = shapes.map(({ channels, tokens, serial, ours, tiling, rank, dtProj }) => {
    const cuda = cudaF32(channels, tokens);
    const bf16 = cudaBf16(channels, tokens);
    return [
      count(channels),
      count(tokens),
      `${figure(ours.median)} (${figure(ours.least)}–${figure(ours.most)})`,
      tilingText(tiling),
      figure(serial.median),
      `${figure(serial.median / ours.median)} ×`,
      cuda === undefined ? '–' : String(cuda),
      cuda === undefined ? '–' : `${(cuda / ours.median).toFixed(2)} ×`,
      bf16 === undefined ? '–' : String(bf16),
      percent(exponentialLimit(channels, tokens, clock) / ours.median),
      percent(scanBandwidthLimit(channels, tokens) / ours.median),
      dtProj ? `${figure(dtProj.median)} (R = ${rank})` : '–',
    ];
  });
  return `## Selective scan on an ${gpuName(adapter, noted)}

From ${link(path)}, by \`npm run bench -- --parts scans\`: ${circumstances(adapter, versions.node, date, noted)}. Batch 1, N = 16, f32; µs of GPU time, medians of
seven (least–most). Ours is the fastest of its tilings (channels · slots · tokens of a slot), with bias and softplus of Δ, D and gate inside; serial is a workgroup of 16 invocations a channel, token by token,
of the same run. CUDA is the kernel of state-spaces/mamba on an H200, figures that the target was set by: of another run; dt_proj, in the last column, comes before all of them. Its bf16 form moves half the bytes,
and ours has no such form. Limits: each exponential once (16 a cycle, 132 multiprocessors${noted ? `, ${count(noted.clockMHz)} MHz` : ''}); all bytes once at 4.8 TB/s, where repeated runs find short
inputs in the level-2 cache.

${table(
  [
    'D',
    'L',
    'ours',
    'tiling',
    'serial',
    'serial / ours',
    'CUDA f32',
    'CUDA f32 / ours',
    'CUDA bf16',
    'of the exponentials’ limit',
    'of the bandwidth',
    'dt_proj before it',
  ],
  rows,
)}${
    noted?.unsound
      ? `\n\nD = ${noted.unsound.channels.map(count).join(', ')} was measured too and is not shown: ${noted.unsound.why}.`
      : ''
  }`;
}
