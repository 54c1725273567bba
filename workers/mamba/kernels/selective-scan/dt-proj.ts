import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import code from './dt-proj.wgsl?raw';
import type { ScanShape } from './scan';

export interface DtProjBuffers {
  run: Binding; // as `runWords` makes it, of T tokens
  projected: Binding; // [T, R + 2N]: dt_low, B, C
  dtWeight: Binding; // [R, D]: dt_proj transposed, so that neighbours read neighbours
  xz: Binding; // [T, 2D]: x is replaced by dt_low · dt_projᵀ
}

/** Four tokens × four channels an invocation. */
const CHANNELS_OF_WORKGROUP = 4 * 32;
const TOKENS_OF_WORKGROUP = 4 * 8;

/** What becomes Δ in the scan: a product over the few columns of dt_low. D is a multiple of 4. */
export async function compileDtProj(gpu: Gpu, { channels, states, rank }: ScanShape) {
  const pipeline = await gpu.pipeline('dt-proj', code, {});
  const shape = gpu.uniform('shape', Uint32Array.of(channels, states, rank));
  return (b: DtProjBuffers): Dispatch =>
    bind(gpu.device, pipeline, [b.run, b.projected, b.dtWeight, b.xz, shape], (tokens) => [
      Math.ceil(channels / CHANNELS_OF_WORKGROUP),
      Math.ceil(tokens / TOKENS_OF_WORKGROUP),
    ]);
}
