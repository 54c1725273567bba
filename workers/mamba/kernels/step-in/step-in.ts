import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import { withLanes, type Lanes, type Matrix, type MatrixFormat } from '../matrix/matrix';
import code from './step-in.wgsl?raw';

export interface StepInShape {
  width: number;
  channels: number;
  taps: number;
  epsilon: number;
  format: MatrixFormat;
}

export interface StepInBuffers {
  w: Matrix; // in_proj [2 · channels, width]
  hidden: Binding; // [width]
  norm: Binding; // [width]
  conv: Binding; // [channels, taps + 1]: the taps, then the bias
  window: Binding; // [taps − 1, channels], moved on by one token
  ug: Binding; // [2 · channels]: u, silu(z)
}

/** Norm, in_proj, convolution and both silus of a block, for one token. */
export async function compileStepIn(gpu: Gpu, shape: StepInShape, lanes: Lanes) {
  const pipeline = await gpu.pipeline('step-in', withLanes(code, lanes, shape.format), {
    COLUMNS: shape.width,
    CHANNELS: shape.channels,
    TAPS: shape.taps,
    EPSILON: shape.epsilon,
    LANES: lanes.lanes,
    GROUPS: lanes.groups,
  });
  const workgroups = Math.ceil((2 * shape.channels) / 4 / lanes.groups);
  return (b: StepInBuffers): Dispatch =>
    bind(
      gpu.device,
      pipeline,
      [b.w.words, b.w.scales, b.hidden, b.norm, b.conv, b.window, b.ug],
      () => [workgroups, 1],
    );
}
