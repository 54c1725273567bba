import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import code from './rms-norm.wgsl?raw';

export interface RmsNormShape {
  width: number;
  epsilon: number;
}

/** x [tokens, width] → y [tokens, width] */
export async function compileRmsNorm(gpu: Gpu, { width, epsilon }: RmsNormShape) {
  const pipeline = await gpu.pipeline('rms-norm', code, { WIDTH: width, EPSILON: epsilon });
  return (buffers: { x: Binding; weight: Binding; y: Binding }): Dispatch =>
    bind(gpu.device, pipeline, [buffers.x, buffers.weight, buffers.y], (tokens) => [tokens, 1]);
}
