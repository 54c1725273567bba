import type { Choice } from '../reader/decoder';
import type { MambaConfig } from './config';
import { encode, type Dispatch } from '../gpu/dispatch';
import type { Gpu } from '../gpu/gpu';
import { CHOICE_BYTES, compileChoose } from './kernels/choose/choose';
import { compileConv1d } from './kernels/conv1d/conv1d';
import { compileDelta } from './kernels/delta/delta';
import { compileEmbedding } from './kernels/embedding/embedding';
import { compileMatmul, compileMatvec } from './kernels/matmul-u8/matmul-u8';
import { compileRmsNorm } from './kernels/rms-norm/rms-norm';
import { compileScan, compileScanStep, spanBytes } from './kernels/selective-scan/selective-scan';
import { layOutState, type Region } from './state';
import type { MambaWeights } from './weights';

/** A Mamba on a GPU: lists of dispatches made once, over buffers made once. */
export interface MambaModel {
  /** The context: one buffer, to be copied for saving and restoring. */
  readonly state: GPUBuffer;
  readonly stateBytes: number;
  /** Adds 1 to `chunkTokens` tokens to the context. */
  prefill(ids: readonly number[]): Promise<void>;
  /** The greedy choice after the context. */
  choose(): Promise<Choice>;
  /** Adds the last choice to the context and chooses again: one command buffer, 8 bytes back. */
  step(): Promise<Choice>;
  /** For checks: a prefill in its stages (embedding, each layer, final norm), after `writeChunk`. */
  readonly stages: readonly Dispatch[][];
  writeChunk(ids: readonly number[]): void;
  /** [tokens, d_model] behind the last stage that ran, before the final norm. */
  readonly hidden: GPUBuffer;
  /** [vocabulary] of the last choice. */
  readonly logits: GPUBuffer;
}

/**
 * Per block: x, z = in_proj(norm(h)); u = silu(conv1d(x)); Δ, B, C from x_proj(u); y = scan(u, Δ, A, B, C, D) · silu(z);
 * h += out_proj(y).
 */
export async function createMambaModel(
  gpu: Gpu,
  config: MambaConfig,
  weights: MambaWeights,
  chunkTokens: number,
): Promise<MambaModel> {
  const { width, channels, states, taps, rank, vocabulary, epsilon } = config;
  const { device } = gpu;
  const layout = layOutState(config);
  const scanShape = { channels, states, rank };
  const projectedWidth = rank + 2 * states;
  const spans = spanBytes(scanShape, chunkTokens);

  const state = gpu.storage('state', layout.bytes);
  const region = ({ offset, size }: Region): GPUBufferBinding => ({ buffer: state, offset, size });
  const run = gpu.uniform('tokens of the chunk', Uint32Array.of(0));
  const one = gpu.uniform('one token', Uint32Array.of(1));
  const rows = (label: string, columns: number) => gpu.storage(label, 4 * chunkTokens * columns);
  const ids = rows('ids', 1);
  const hidden = rows('hidden', width);
  const normed = rows('normed', width);
  const xz = rows('x, z', 2 * channels);
  const u = rows('u', channels);
  const projected = rows('dt_low, B, C', projectedWidth);
  const delta = rows('delta', channels);
  const y = rows('y', channels);
  const deltaSums = gpu.storage('delta sums', spans.deltaSums);
  const carries = gpu.storage('carries', spans.carries);
  const logits = gpu.storage('logits', 4 * vocabulary);
  const choice = gpu.storage('choice', CHOICE_BYTES);
  const readback = device.createBuffer({
    label: 'choice, to be read',
    size: CHOICE_BYTES,
    usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST,
  });

  const inShape = { rows: 2 * channels, columns: width };
  const xShape = { rows: projectedWidth, columns: channels };
  const outShape = { rows: width, columns: channels, accumulate: true };
  const [
    embed,
    norm,
    normLast,
    conv,
    toDelta,
    inMatmul,
    inMatvec,
    xMatmul,
    xMatvec,
    outMatmul,
    outMatvec,
    scan,
    scanStep,
    head,
    chooseOne,
  ] = await Promise.all([
    compileEmbedding(gpu, width),
    compileRmsNorm(gpu, { width, epsilon }),
    compileRmsNorm(gpu, { width, epsilon, lastOnly: true }),
    compileConv1d(gpu, { channels, taps }),
    compileDelta(gpu, scanShape),
    compileMatmul(gpu, inShape),
    compileMatvec(gpu, inShape),
    compileMatmul(gpu, xShape),
    compileMatvec(gpu, xShape),
    compileMatmul(gpu, outShape),
    compileMatvec(gpu, outShape),
    compileScan(gpu, scanShape),
    compileScanStep(gpu, scanShape),
    compileMatvec(gpu, { rows: vocabulary, columns: width }),
    compileChoose(gpu, vocabulary),
  ]);

  const stages: Dispatch[][] = [[embed({ ids, table: weights.embedding, hidden })]];
  const stepPass: Dispatch[] = [embed({ ids, table: weights.embedding, hidden })];
  for (const [layer, w] of weights.layers.entries()) {
    const place = layout.layers[layer];
    if (!place) throw new Error('More layers of weights than of state.');
    const window = region(place.window);
    const convBuffers = { xz, weight: w.convWeight, bias: w.convBias, window, u };
    const deltaBuffers = { projected, weight: w.dtWeight, bias: w.dtBias, delta };
    const scanState = region(place.scan);
    const scanBuffers = { u, delta, projected, a: w.a, skip: w.skip, xz, state: scanState, y };
    stages.push([
      norm({ run, x: hidden, weight: w.norm, y: normed }),
      inMatmul({ run, x: normed, w: w.inProj, y: xz }),
      conv({ run, ...convBuffers }),
      xMatmul({ run, x: u, w: w.xProj, y: projected }),
      toDelta(deltaBuffers),
      ...scan({ run, ...scanBuffers, deltaSums, carries }),
      outMatmul({ run, x: y, w: w.outProj, y: hidden }),
    ]);
    stepPass.push(
      norm({ run: one, x: hidden, weight: w.norm, y: normed }),
      inMatvec({ x: normed, w: w.inProj, y: xz }),
      conv({ run: one, ...convBuffers }),
      xMatvec({ x: u, w: w.xProj, y: projected }),
      toDelta(deltaBuffers),
      scanStep(scanBuffers),
      outMatvec({ x: y, w: w.outProj, y: hidden }),
    );
  }
  const last = region(layout.last);
  stages.push([normLast({ run, x: hidden, weight: weights.finalNorm, y: last })]);
  stepPass.push(normLast({ run: one, x: hidden, weight: weights.finalNorm, y: last }));
  const choosePass = [
    head({ x: last, w: weights.embedding, y: logits }),
    chooseOne({ logits, choice, ids }),
  ];

  function submit(dispatches: readonly Dispatch[], tokens: number, readsChoice: boolean): void {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    encode(pass, dispatches, tokens);
    pass.end();
    if (readsChoice) encoder.copyBufferToBuffer(choice, 0, readback, 0, CHOICE_BYTES);
    device.queue.submit([encoder.finish()]);
  }

  async function submitAndRead(dispatches: readonly Dispatch[]): Promise<Choice> {
    submit(dispatches, 1, true);
    await gpu.guard(readback.mapAsync(GPUMapMode.READ));
    const view = new DataView(readback.getMappedRange());
    const made = { id: view.getUint32(0, true), logProbability: view.getFloat32(4, true) };
    readback.unmap();
    return made;
  }

  function writeChunk(chunk: readonly number[]): void {
    device.queue.writeBuffer(run, 0, Uint32Array.of(chunk.length));
    device.queue.writeBuffer(ids, 0, Uint32Array.from(chunk));
  }

  const prefillPass = stages.flat();
  const stepAndChoose = [...stepPass, ...choosePass];
  return {
    state,
    stateBytes: layout.stateBytes,
    async prefill(chunk) {
      writeChunk(chunk);
      submit(prefillPass, chunk.length, false);
      await gpu.finished();
    },
    choose: () => submitAndRead(choosePass),
    step: () => submitAndRead(stepAndChoose),
    stages,
    writeChunk,
    hidden,
    logits,
  };
}
