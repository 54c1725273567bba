import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import code from './rms-norm.wgsl?raw';

export interface RmsNormShape {
  width: number;
  epsilon: number;
  /** Only the last of the tokens, into row 0. */
  lastOnly?: boolean;
}

/** x [tokens, width] → y [tokens, width], or [1, width] of the last token. */
export async function compileRmsNorm(gpu: Gpu, { width, epsilon, lastOnly = false }: RmsNormShape) {
  const constants = { WIDTH: width, EPSILON: epsilon, LAST_ONLY: Number(lastOnly) };
  const pipeline = await gpu.pipeline('rms-norm', code, constants);
  return (buffers: { run: Binding; x: Binding; weight: Binding; y: Binding }): Dispatch =>
    bind(gpu.device, pipeline, [buffers.run, buffers.x, buffers.weight, buffers.y], (tokens) => [
      lastOnly ? 1 : tokens,
      1,
    ]);
}
