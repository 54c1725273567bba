import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import code from './delta.wgsl?raw';

export interface DeltaShape {
  channels: number;
  rank: number;
  states: number;
}

const WORKGROUP = 64;

/** delta [tokens, channels] = softplus(dt_low · weight + bias); dt_low leads the rows of projected. */
export async function compileDelta(gpu: Gpu, { channels, rank, states }: DeltaShape) {
  const constants = { CHANNELS: channels, RANK: rank, STRIDE: rank + 2 * states, WORKGROUP };
  const pipeline = await gpu.pipeline('delta', code, constants);
  return (buffers: {
    projected: Binding;
    weight: Binding;
    bias: Binding;
    delta: Binding;
  }): Dispatch =>
    bind(
      gpu.device,
      pipeline,
      [buffers.projected, buffers.weight, buffers.bias, buffers.delta],
      (tokens) => [Math.ceil(channels / WORKGROUP), tokens],
    );
}
