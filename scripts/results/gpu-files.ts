import type { EngineTimes } from '../../bench/engine';
import type { GpuResults, Noted } from '../../bench/bench';
import type { MambaOnGpu } from '../../bench/mamba-on-gpu';
import type { ScanTime } from '../../bench/scans';
import type { ScanTiling } from '../../workers/mamba/kernels/selective-scan/scan';
import { count } from './markdown';
import { resultFiles } from './result-files';

export interface GpuFile<T> {
  path: string;
  value: T;
}

/** A file of `npm run bench` that holds times of the engine. */
export type EngineFile = GpuFile<
  GpuResults &
    Required<
      Pick<GpuResults, 'engine' | 'bytes' | 'plan' | 'checks' | 'loadWeightsMs' | 'choosePlanMs'>
    > & { engine: EngineTimes }
>;
export type ScanFile = GpuFile<GpuResults & { scans: readonly ScanTime[] }>;

// Written by this program's own bench, from types that the compiler has checked.
const benchFiles = () =>
  resultFiles('bench/results').filter(({ path }) =>
    path.includes('/engine-'),
  ) as GpuFile<GpuResults>[];

/** The bundled model first, then by size. */
export const engineFiles = (): EngineFile[] =>
  (benchFiles().filter(({ value }) => value.engine?.prefill) as EngineFile[]).sort(
    (a, b) => a.value.bytes.weights - b.value.bytes.weights,
  );

export const scanFiles = (): ScanFile[] =>
  benchFiles().filter(({ value }) => value.scans) as ScanFile[];

export const mambaFiles = (): GpuFile<MambaOnGpu>[] =>
  resultFiles('bench/results').filter(({ path }) =>
    path.includes('/mamba-'),
  ) as GpuFile<MambaOnGpu>[];

export const gpuName = (adapter: string, noted: Noted | undefined): string => noted?.gpu ?? adapter;

/** Which machine, and what a reader should know of it. */
export function circumstances(
  adapter: string,
  node: string,
  date: string,
  noted: Noted | undefined,
): string {
  const day = date.slice(0, 10);
  const driver = noted ? `, driver ${adapter.replace(/^NVIDIA: (\S+).*$/, '$1')}` : '';
  return `${gpuName(adapter, noted)} through Dawn for Node ${node.replace('v', '')}${driver}, ${
    noted
      ? `${count(noted.clockMHz)} MHz under load by nvidia-smi, ${noted.host}, engine and weights of commit ${noted.commit}, `
      : ''
  }${day}`;
}

/** Tilings and lanes in short: what start-up chose. */
export function planText({ plan: { step, prefill } }: EngineFile['value']): string {
  const lanes = ({ subgroups, lanes, groups }: typeof step.in) =>
    `${lanes} lanes × ${groups}${subgroups ? ' by subgroups' : ''}`;
  const tile = ({ tokens, rows, slices }: typeof prefill.inProj) =>
    `${tokens} tokens × ${rows} rows${slices > 1 ? ` by ${slices} slices of the columns` : ''}`;
  const { scan, inProj, xProj, outProj } = prefill;
  return `scan in ${tilingText(scan)}; matrices of a prefill in tiles of ${tile(inProj)} (in), ${tile(xProj)} (x), ${tile(
    outProj,
  )} (out); of a step ${lanes(step.in)} (in), ${lanes(step.matvec)} (x, out), ${lanes(
    step.head,
  )} (head); x_proj and the scan step ${step.mix ? 'in one dispatch' : 'a dispatch each'}`;
}

/** Channels × slots × tokens of a slot. */
export const tilingText = ({ width, slots, tokens }: ScanTiling): string =>
  `${width} · ${slots} · ${tokens}`;

const IN_ORDER = ['norm', 'in_proj', 'conv1d', 'x_proj', 'dt_proj', 'scan', 'out_proj'] as const;
export type LayerKernel = (typeof IN_ORDER)[number];

/** The kernels of a layer by what they do; three of them are the same matrix kernel. */
export function layerKernels(
  prefill: EngineFile['value']['engine']['prefill'][number],
): { name: LayerKernel; microseconds: number }[] {
  const times = prefill.layerMicroseconds;
  if (times.length !== IN_ORDER.length)
    throw new Error('Not the kernels of a layer as they were when this was written.');
  return IN_ORDER.map((name, i) => ({
    name,
    microseconds: times[i]?.microseconds.median ?? NaN,
  }));
}

/** A step is four dispatches a layer, or three with x_proj and the scan in one, the head and the choice. */
export const layersOf = ({ engine, plan }: EngineFile['value']): number =>
  (engine.dispatchesPerToken - 2) / (plan.step.mix ? 3 : 4);
