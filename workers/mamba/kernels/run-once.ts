import { encode, type Dispatch } from '../../gpu/dispatch';
import type { Gpu } from '../../gpu/gpu';

/** Runs dispatches over `tokens` tokens and brings a buffer back, for checks and tests. */
export async function runOnce(
  gpu: Gpu,
  dispatches: readonly Dispatch[],
  tokens: number,
  result: GPUBuffer,
): Promise<Float32Array<ArrayBuffer>> {
  const encoder = gpu.device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  encode(pass, dispatches, tokens);
  pass.end();
  gpu.device.queue.submit([encoder.finish()]);
  return new Float32Array(await gpu.read(result));
}
