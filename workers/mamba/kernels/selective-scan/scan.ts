import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import code from './scan.wgsl?raw';
import softplusCode from './softplus.wgsl?raw';

/** Sizes as the kernels see them. */
export interface ScanShape {
  /** D, d_inner */
  channels: number;
  /** N, d_state, padded to a multiple of 16 */
  states: number;
  /** R, dt_rank, padded to a multiple of 4 */
  rank: number;
}

/**
 * How a workgroup of 4 · `width` · `slots` invocations divides its work: it does `width` channels in tiles of `slots` · `tokens`
 * tokens.
 */
export interface ScanTiling {
  width: number;
  /** A multiple of 4. */
  slots: number;
  /** Tokens that one invocation runs through, a multiple of 4 and at most {@link MOST_TOKENS}. */
  tokens: number;
}

/** Of a workgroup. */
export const scanInvocations = ({ width, slots }: ScanTiling): number => 4 * width * slots;

/** The error bound of the reference knows sums of Δ over so many tokens. */
export const MOST_TOKENS = 16;

/** Padding stays zero: there A = 0 and B = C = 0, or the rows of dt_proj are 0. */
export const paddedStates = (states: number): number => 16 * Math.ceil(states / 16);
export const paddedRank = (rank: number): number => 4 * Math.ceil(rank / 4);

export interface ScanBuffers {
  run: Binding; // as `runWords` makes it, of T tokens
  u: Binding; // [T, D]
  projected: Binding; // [T, R + 2N]: dt_low, B, C
  terms: Binding; // [D, 2]: bias of dt_proj, the paper's D
  a: Binding; // [D, N]: −exp(A_log) · log2 e
  xz: Binding; // [T, 2D]: dt_low · dt_projᵀ and z, as `compileDtProj` leaves it
  state: Binding; // [D, N], replaced by the state after the last token; behind it those after each segment
  y: Binding; // [T, D]: (s · C + D u) · silu(z)
}

/**
 * The selective scan over a chunk of tokens (arXiv 2312.00752, section 3.3), with bias and softplus of Δ before it and D and the
 * gate behind, parallel over channels, states and time, in one dispatch. No [T, D, N] tensor exists.
 */
export async function compileScan(gpu: Gpu, shape: ScanShape, tiling: ScanTiling) {
  const { width, slots, tokens } = tiling;
  const text = `const TOKENS = ${tokens}u;\n${softplusCode}\n${code}`;
  const pipeline = await gpu.pipeline('scan', text, {
    WIDTH: width,
    SLOTS: slots,
  });
  const sizes = Uint32Array.of(shape.channels, shape.states, shape.rank);
  const shapeBuffer = gpu.uniform('shape', sizes);
  const workgroups = Math.ceil(shape.channels / width);
  return (b: ScanBuffers): Dispatch =>
    bind(
      gpu.device,
      pipeline,
      [b.run, b.u, b.projected, b.terms, b.a, b.xz, b.state, b.y, shapeBuffer],
      () => [workgroups, 1],
    );
}
