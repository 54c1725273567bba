import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import softplusCode from './softplus.wgsl?raw';
import { withLanes } from '../matrix/matrix';
import type { ScanShape } from './scan';
import code from './scan-step.wgsl?raw';

export interface ScanStepBuffers {
  projected: Binding; // [R + 2N]: dt_low, B, C
  dtWeight: Binding; // [R, D]
  terms: Binding; // [D, 2]: bias of dt_proj, the paper's D
  ug: Binding; // [2D]: u, silu(z)
  a: Binding; // [D, N]: −exp(A_log) · log2 e
  state: Binding; // [D, N], replaced by the state after the token
  y: Binding; // [D]: (s · C + D u) · silu(z)
}

/** Δ and the selective scan of one token. */
export async function compileScanStep(gpu: Gpu, shape: ScanShape, subgroups: boolean) {
  const lanes = { subgroups, lanes: 4, groups: 16 };
  const pipeline = await gpu.pipeline('scan-step', withLanes(`${softplusCode}\n${code}`, lanes), {
    CHANNELS: shape.channels,
    STATES: shape.states,
    RANK: shape.rank,
  });
  const workgroups = Math.ceil(shape.channels / lanes.groups);
  return (b: ScanStepBuffers): Dispatch =>
    bind(gpu.device, pipeline, [b.projected, b.dtWeight, b.terms, b.ug, b.a, b.state, b.y], () => [
      workgroups,
      1,
    ]);
}
