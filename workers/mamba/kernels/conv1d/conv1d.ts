import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import code from './conv1d.wgsl?raw';

export interface Conv1dShape {
  channels: number;
  taps: number;
}

/** Short, since an invocation waits for memory with each of its tokens. */
const LEAST_SPAN = 4;
const WORKGROUP = 64;

/** u [tokens, channels] = silu(causal conv1d of the first half of xz [tokens, 2 · channels]); moves the window on and keeps those behind segments. */
export async function compileConv1d(gpu: Gpu, { channels, taps }: Conv1dShape) {
  // The kernel's own condition for who may replace the window.
  const span = Math.max(LEAST_SPAN, taps - 1);
  const constants = { CHANNELS: channels, TAPS: taps, SPAN: span, WORKGROUP };
  const pipeline = await gpu.pipeline('conv1d', code, constants);
  return (buffers: {
    /** As `runWords` makes it. */
    run: Binding;
    xz: Binding;
    /** [channels, taps + 1]: the taps, then the bias */
    conv: Binding;
    window: Binding;
    u: Binding;
  }): Dispatch =>
    bind(
      gpu.device,
      pipeline,
      [buffers.run, buffers.xz, buffers.conv, buffers.window, buffers.u],
      (tokens) => [Math.ceil(channels / WORKGROUP), Math.ceil(tokens / span)],
    );
}
