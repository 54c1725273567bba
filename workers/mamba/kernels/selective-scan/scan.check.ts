import type { Gpu } from '../../../gpu/gpu';
import { randomFloats, siluOf, worstRatio } from '../compare';
import { randomMatrix, uploadMatrix } from '../matrix/host-matrix';
import type { Lanes, MatrixFormat } from '../matrix/matrix';
import { matmulReference } from '../matrix/matrix.reference';
import { runWords } from '../run';
import { runOnce } from '../run-once';
import { compileDtProj } from './dt-proj';
import { compileScan, type ScanShape, type ScanTiling } from './scan';
import { scanReference, type ScanInput } from './scan.reference';
import { compileScanStep } from './scan-step';
import { compileStepMix } from './step-mix';

export interface ScanCheck extends ScanShape {
  tokens: number;
  /** exp(Δ A) from almost 1 (the state is kept) to almost 0 (it is forgotten). */
  delta: 'mixed' | 'tiny' | 'large';
}

/** Means and spreads of the biases of dt_proj: softplus makes Δ of about 1e-6, 1e-4 … 5, and 30 of them. */
const BIAS = { tiny: [-14, 0.5], mixed: [-2, 6], large: [30, 3] } as const;

/**
 * The three forms of the scan: a chunk of tokens with dt_proj before it, one token, one token together with x_proj.
 * @param ends of the segments before the last
 */
export async function checkScan(
  gpu: Gpu,
  { ends = [], ...check }: ScanCheck & { ends?: readonly number[] },
  tiling: ScanTiling,
): Promise<number> {
  const { channels, tokens, states, rank } = check;
  const input = makeInput(check);
  const [dtProj, scan] = await Promise.all([
    compileDtProj(gpu, check),
    compileScan(gpu, check, tiling),
  ]);
  const xz = new Float32Array(tokens * 2 * channels);
  for (let t = 0; t < tokens; t++) {
    xz.set(input.z.subarray(t * channels, (t + 1) * channels), (2 * t + 1) * channels);
  }
  const buffers = upload(gpu, input, tokens * channels, 2 + ends.length);
  const stride = channels * states;
  const all = {
    ...buffers,
    run: gpu.uniform('run', runWords([...ends, tokens], stride)),
    u: gpu.upload('u', input.u),
    projected: gpu.upload('projected', Float32Array.from(input.projected)),
    xz: gpu.upload('x, z', xz),
  };
  const { y, state } = scanReference(input, check);
  const dispatches = [dtProj(all), scan(all)];
  let worst = worstRatio(await runOnce(gpu, dispatches, tokens, buffers.y), y);
  const contexts = new Float32Array(await gpu.read(buffers.state));
  const context = (at: number) => contexts.subarray(at * stride, (at + 1) * stride);
  worst = Math.max(
    worst,
    worstRatio(context(0), state),
    worstRatio(context(1 + ends.length), state),
  );
  for (const [segment, end] of ends.entries()) {
    const part = { ...input, u: input.u.subarray(0, end * channels), projected: input.projected };
    const { state } = scanReference(part, { channels, states, rank });
    worst = Math.max(worst, worstRatio(context(1 + segment), state));
  }
  return worst;
}

export async function checkScanStep(
  gpu: Gpu,
  shape: Omit<ScanCheck, 'tokens'>,
  subgroups: boolean,
): Promise<number> {
  const input = makeInput({ ...shape, tokens: 1 });
  const step = await compileScanStep(gpu, shape, subgroups);
  const buffers = upload(gpu, input, shape.channels);
  const dispatch = step({
    ...buffers,
    projected: gpu.upload('projected', Float32Array.from(input.projected)),
    ug: gpu.upload('u, gate', Float32Array.from([...input.u, ...input.z.map(siluOf)])),
  });
  const { y, state } = scanReference(input, shape);
  const worst = worstRatio(await runOnce(gpu, [dispatch], 1, buffers.y), y);
  return Math.max(worst, worstRatio(new Float32Array(await gpu.read(buffers.state)), state));
}

export async function checkStepMix(
  gpu: Gpu,
  shape: Omit<ScanCheck, 'tokens'> & { format: MatrixFormat },
  lanes: Lanes,
): Promise<number> {
  const { channels, states, rank, format } = shape;
  const input = makeInput({ ...shape, tokens: 1 });
  const xProj = randomMatrix(format, rank + 2 * states, channels, 41, 1 / channels);
  const step = await compileStepMix(gpu, shape, lanes);
  const buffers = upload(gpu, input, channels);
  const dispatch = step({
    ...buffers,
    xProj: uploadMatrix(gpu, xProj),
    ug: gpu.upload('u, gate', Float32Array.from([...input.u, ...input.z.map(siluOf)])),
  });
  const projected = matmulReference(input.u, xProj);
  const { y, state } = scanReference(
    { ...input, projected: projected.values },
    shape,
    projected.tolerances,
  );
  const worst = worstRatio(await runOnce(gpu, [dispatch], 1, buffers.y), y);
  return Math.max(worst, worstRatio(new Float32Array(await gpu.read(buffers.state)), state));
}

function makeInput({ tokens, delta, channels, states, rank }: ScanCheck): ScanInput {
  const [mean, spread] = BIAS[delta];
  const skip = randomFloats(channels, 18);
  const bias = randomFloats(channels, 15, spread);
  return {
    u: randomFloats(tokens * channels, 14, 2),
    projected: randomFloats(tokens * (rank + 2 * states), 16),
    dtWeight: randomFloats(rank * channels, 13, 1 / rank),
    terms: new Float32Array(2 * channels).map((_, i) =>
      i % 2 === 0 ? mean + (bias[i >> 1] ?? NaN) : (skip[i >> 1] ?? NaN),
    ),
    a: randomFloats(channels * states, 17, 8).map((value) => -0.01 - Math.abs(value)),
    z: randomFloats(tokens * channels, 19, 6),
    state: randomFloats(channels * states, 20, 3),
  };
}

/** @param contexts for how many states there is place */
function upload(gpu: Gpu, input: ScanInput, outputs: number, contexts = 1) {
  const state = new Float32Array(contexts * input.state.length);
  state.set(input.state);
  return {
    dtWeight: gpu.upload('dt_proj', input.dtWeight),
    terms: gpu.upload('terms', input.terms),
    a: gpu.upload(
      'a',
      input.a.map((value) => value * Math.LOG2E),
    ),
    state: gpu.upload('state', state),
    y: gpu.storage('y', 4 * outputs),
  };
}
