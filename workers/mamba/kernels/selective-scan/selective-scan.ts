import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import applyCode from './scan-apply.wgsl?raw';
import carryCode from './scan-carry.wgsl?raw';
import localCode from './scan-local.wgsl?raw';
import stepCode from './scan-step.wgsl?raw';

export interface ScanShape {
  /** D, d_inner */
  channels: number;
  /** N, d_state */
  states: number;
  /** R, dt_rank */
  rank: number;
}

/** Tokens that one invocation runs through; spans of a chunk are computed side by side. */
export const SPAN = 32;
const WORKGROUP = 64;

/** States are padded to a multiple of 16; the padding stays zero. */
export const paddedStates = (states: number): number => 16 * Math.ceil(states / 16);

/** What both forms of the scan read and write; [T, R + 2N] holds dt_low, B and C of every token. */
export interface ScanBuffers {
  u: Binding; // [T, D]
  delta: Binding; // [T, D]
  projected: Binding; // [T, R + 2N]
  a: Binding; // [D, padded N]: −exp(A_log)
  skip: Binding; // [D]: the paper's D
  xz: Binding; // [T, 2D], z second
  state: Binding; // [D, padded N], replaced by the state after the last token
  y: Binding; // [T, D]: (s · C + D u) · silu(z)
}

/**
 * The selective scan over a chunk of tokens (arXiv 2312.00752, section 3.3), parallel over channels and time:
 * spans of {@link SPAN} tokens each from a zero state, the carry from span to span, then every span again with the state
 * that enters it. The work is done twice, the memory is read twice, and no [T, D, N] tensor exists.
 */
export async function compileScan(gpu: Gpu, shape: ScanShape) {
  const { channels, states, rank } = shape;
  const blocks = paddedStates(states) / 16;
  const sizes = { CHANNELS: channels, BLOCKS: blocks, SPAN, WORKGROUP };
  const [local, carry, apply] = await Promise.all([
    gpu.pipeline('scan-local', localCode, { ...sizes, STATES: states, RANK: rank }),
    gpu.pipeline('scan-carry', carryCode, sizes),
    gpu.pipeline('scan-apply', applyCode, { ...sizes, STATES: states, RANK: rank }),
  ]);
  const bySpan = (tokens: number) =>
    [Math.ceil(channels / WORKGROUP), Math.ceil(tokens / SPAN)] as const;
  return ({
    run,
    deltaSums,
    carries,
    ...s
  }: ScanBuffers & { run: Binding; deltaSums: Binding; carries: Binding }): Dispatch[] => [
    bind(gpu.device, local, [run, s.u, s.delta, s.projected, s.a, deltaSums, carries], bySpan),
    bind(gpu.device, carry, [run, deltaSums, s.a, carries, s.state], () => [
      Math.ceil((channels * blocks * 4) / WORKGROUP),
      1,
    ]),
    bind(
      gpu.device,
      apply,
      [run, s.u, s.delta, s.projected, s.a, s.skip, s.xz, carries, s.y],
      bySpan,
    ),
  ];
}

/** Bytes of the two buffers that pass results from span to span, for chunks of up to `tokens`. */
export function spanBytes({ channels, states }: ScanShape, tokens: number) {
  const spans = Math.ceil(tokens / SPAN);
  return { deltaSums: 4 * spans * channels, carries: 4 * spans * channels * paddedStates(states) };
}

/** The same for one token. */
export async function compileScanStep(gpu: Gpu, { channels, states, rank }: ScanShape) {
  const blocks = paddedStates(states) / 16;
  const constants = { CHANNELS: channels, STATES: states, BLOCKS: blocks, RANK: rank, WORKGROUP };
  const pipeline = await gpu.pipeline('scan-step', stepCode, constants);
  return (s: ScanBuffers): Dispatch =>
    bind(gpu.device, pipeline, [s.u, s.delta, s.projected, s.a, s.skip, s.xz, s.state, s.y], () => [
      Math.ceil(channels / WORKGROUP),
      1,
    ]);
}
