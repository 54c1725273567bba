import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import softplusCode from '../selective-scan/softplus.wgsl?raw';
import { paddedRank, paddedStates } from '../selective-scan/scan';
import sumsCode from './delta-sums.wgsl?raw';
import attentionCode from './hidden-attention.wgsl?raw';
import lookCode from './look.wgsl?raw';

export interface HiddenAttentionShape {
  channels: number;
  /** N and dt_rank as the model has them. */
  states: number;
  rank: number;
  /** Groups of neighbouring channels; divides them. */
  groups: number;
}

/** Which tokens a chunk holds, and for which its weights are wanted. */
export interface Place {
  tokens: number;
  /** Place of the chunk's first token in the whole text. */
  first: number;
  /** Place of the first query; the others follow it. */
  query: number;
  queries: number;
}

/** Of one layer. Chunks come from last to first; `total` and `query` carry from chunk to chunk, 0 at the beginning. */
export interface HiddenAttentionBuffers {
  look: Binding; // uniform, {@link lookWords}
  projected: Binding; // [tokens, R + 2N padded]: dt_low, B, C
  dtWeight: Binding; // [R, D]: dt_proj transposed
  terms: Binding; // [D, 2]: bias of dt_proj, the paper's D
  a: Binding; // [D, N padded]: A · log2 e
  total: Binding; // [D]
  delta: Binding; // [tokens, D], for the time between the two dispatches
  behind: Binding; // [tokens, D], likewise
  query: Binding; // [queries, D + N]
  means: Binding; // [groups, queries + 2, tokens]: mean |hidden attention|, mean Δ, mean retention
}

/** The uniform: what is looked at of which shape. */
export function lookWords(shape: HiddenAttentionShape, place: Place): Uint32Array<ArrayBuffer> {
  const { tokens, first, query, queries } = place;
  const { channels, states, rank, groups } = shape;
  const sizes = [channels, states, paddedStates(states), paddedRank(rank), groups];
  return Uint32Array.from([tokens, first, query, queries, ...sizes]);
}

/** Rows of a chunk's means beside those of the queries: Δ, then retention. */
export const MORE_ROWS = 2;

const WORKGROUP = 64;

/** Two dispatches: sums of Δ from the end, then weights and their means. */
export async function compileHiddenAttention(gpu: Gpu, shape: HiddenAttentionShape) {
  const { channels, states, groups } = shape;
  if (channels % groups !== 0 || channels < states) {
    throw new Error(`${channels} channels in ${groups} groups, with ${states} states.`);
  }
  const constants = { WORKGROUP };
  const [sums, attention] = await Promise.all([
    gpu.pipeline('delta-sums', `${lookCode}\n${softplusCode}\n${sumsCode}`, constants),
    gpu.pipeline('hidden-attention', `${lookCode}\n${attentionCode}`, constants),
  ]);
  return (b: HiddenAttentionBuffers, queries: number): Dispatch[] => [
    bind(
      gpu.device,
      sums,
      [b.look, b.projected, b.dtWeight, b.terms, b.total, b.delta, b.behind, b.query],
      () => [Math.ceil(channels / WORKGROUP), 1],
    ),
    bind(
      gpu.device,
      attention,
      [b.look, b.projected, b.a, b.delta, b.behind, b.query, b.means],
      (tokens) => [Math.ceil(tokens / WORKGROUP), groups * (queries + MORE_ROWS)],
    ),
  ];
}
