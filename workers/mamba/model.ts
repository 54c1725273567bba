import type { MambaConfig } from './config';
import { encode, type Dispatch } from '../gpu/dispatch';
import type { Gpu } from '../gpu/gpu';
import { CHOICE_BYTES, compileChoose } from './kernels/choose/choose';
import { compileConv1d } from './kernels/conv1d/conv1d';
import { compileEmbedding } from './kernels/embedding/embedding';
import { compileMatmul } from './kernels/matrix/matmul';
import type { Matrix, MatrixFormat } from './kernels/matrix/matrix';
import { compileMatvec } from './kernels/matrix/matvec';
import { compileRmsNorm } from './kernels/rms-norm/rms-norm';
import { MOST_SEGMENTS, runWords } from './kernels/run';
import { compileDtProj } from './kernels/selective-scan/dt-proj';
import { compileScan, paddedRank, paddedStates } from './kernels/selective-scan/scan';
import { compileScanStep } from './kernels/selective-scan/scan-step';
import { compileStepMix } from './kernels/selective-scan/step-mix';
import { compileStepHead, PARTIAL_BYTES, partialsOf } from './kernels/step-head/step-head';
import { compileStepIn } from './kernels/step-in/step-in';
import type { Plan } from './plan';
import { layOutState, type Region } from './state';
import { formatsOf, type LayerWeights, type MambaWeights } from './weights';

/** The context behind the first `tokens` tokens of a prefill, to be copied into `to` as `save` would. */
export interface KeptContext {
  tokens: number;
  to: GPUBuffer;
}

/** Of what is set aside for contexts that a prefill keeps on its way; one has place in any case. */
const KEPT_BYTES = 32e6;

/** What a prefill runs for one block, in this order. */
export type MambaBlock = Record<
  'norm' | 'inProj' | 'conv' | 'xProj' | 'dtProj' | 'scan' | 'outProj',
  Dispatch
>;

/** A Mamba on a GPU: lists of dispatches made once, over buffers made once. */
export interface MambaModel {
  readonly config: MambaConfig;
  readonly weights: MambaWeights;
  readonly stateBytes: number;
  /** What `save` writes and `restore` reads: the state, and the last row, from which the next token is chosen. */
  readonly contextBytes: number;
  save(to: GPUBuffer): void;
  restore(from: GPUBuffer): void;
  /** Back to the empty context. */
  clear(): void;
  /**
   * Adds 1 to `chunkTokens` tokens to the context. Resolves when they are computed. What is kept on the way, and all behind it, is
   * to the last bit what a prefill of each segment by itself would make.
   * @param kept ascending; with the end of the chunk at most `mostSegments`
   * @param behindLayers what else is to run behind each layer, while its `projected` is there
   */
  prefill(
    ids: readonly number[],
    kept?: readonly KeptContext[],
    behindLayers?: readonly Dispatch[][],
  ): Promise<void>;
  /** Into how many a prefill can be divided by contexts that are kept. */
  readonly mostSegments: number;
  /** [tokens, R + 2N]: dt_low, B, C of the layer that ran last. */
  readonly projected: GPUBuffer;
  /** One command buffer: the greedy choice after the context into `to`, and its embedding as the next step's input. */
  choose(to: GPUBuffer): void;
  /** One command buffer: adds the last choice to the context and chooses again. No CPU in between. */
  step(to: GPUBuffer): void;
  /** [vocabulary] after the context, which is as before afterwards, but for the next step's input: go on with a prefill. */
  readLogits(): Promise<ArrayBuffer>;
  /** For checks and timings: a prefill in its stages (embedding, each block), after `writeChunk`. */
  readonly stages: readonly Dispatch[][];
  readonly blocks: readonly MambaBlock[];
  readonly stepDispatches: readonly Dispatch[];
  writeChunk(ids: readonly number[]): void;
  /** [tokens, d_model] behind the last stage that ran. */
  readonly hidden: GPUBuffer;
  /** [vocabulary] of the last choice. */
  readonly logits: GPUBuffer;
  /** Frees the buffers of the model; the weights stay. */
  dispose(): void;
}

/**
 * Per block: x, z = in_proj(norm(h)); u = silu(conv1d(x)); Δ, B, C from x_proj(u); y = scan(u, Δ, A, B, C, D) · silu(z);
 * h += out_proj(y). Prefill takes seven dispatches a block; a step takes four, or three where the plan mixes.
 */
export async function createMambaModel(
  gpu: Gpu,
  config: MambaConfig,
  weights: MambaWeights,
  { chunkTokens, plan }: { chunkTokens: number; plan: Plan },
): Promise<MambaModel> {
  const { width, channels, taps, vocabulary, epsilon } = config;
  const { device } = gpu;
  const layout = layOutState(config);
  const scanShape = {
    channels,
    states: paddedStates(config.states),
    rank: paddedRank(config.rank),
  };
  const projectedWidth = scanShape.rank + 2 * scanShape.states;
  const headShape = { vocabulary, width, epsilon };

  const owned: GPUBuffer[] = [];
  const storage = (label: string, bytes: number): GPUBuffer => {
    const buffer = gpu.storage(label, bytes);
    owned.push(buffer);
    return buffer;
  };
  const mostSegments = Math.min(MOST_SEGMENTS, Math.max(1, Math.floor(KEPT_BYTES / layout.bytes)));
  /** The context in hand, and behind it those behind each segment of the last prefill. */
  const state = storage('states', (1 + mostSegments) * layout.bytes);
  const region = ({ offset, size }: Region): GPUBufferBinding => ({ buffer: state, offset, size });
  /** The same part of all contexts. */
  const regions = ({ offset, size }: Region) =>
    region({ offset, size: mostSegments * layout.bytes + size });
  const run = gpu.uniform('run', runWords([], 0));
  owned.push(run);
  const rows = (label: string, columns: number) => storage(label, 4 * chunkTokens * columns);
  const ids = rows('ids', 1);
  const hidden = rows('hidden', width);
  const normed = rows('normed', width);
  /** Where x was, Δ is made: the convolution is done with it. */
  const xz = rows('x, z', 2 * channels);
  const u = rows('u', channels);
  const projected = rows('dt_low, B, C', projectedWidth);
  const y = rows('y', channels);
  const last = storage('last row', 4 * width);
  const ug = storage('u, gate', 8 * channels);
  const logits = storage('logits', 4 * vocabulary);
  const partials = storage('partials', PARTIAL_BYTES * partialsOf(headShape, plan.step.head));
  const choice = storage('choice', CHOICE_BYTES);

  const inShape = { rows: 2 * channels, columns: width };
  const xShape = { rows: projectedWidth, columns: channels };
  const outShape = { rows: width, columns: channels, accumulate: true };
  const [embed, norm, conv, dtProj, scan, head, chooseOne] = await Promise.all([
    compileEmbedding(gpu, width, weights.embedding.format),
    compileRmsNorm(gpu, { width, epsilon }),
    compileConv1d(gpu, { channels, taps }),
    compileDtProj(gpu, scanShape),
    compileScan(gpu, scanShape, plan.prefill.scan),
    compileStepHead(gpu, { ...headShape, format: weights.head.format }, plan.step.head),
    compileChoose(gpu, { ...headShape, format: weights.embedding.format }, plan.step.head),
  ]);

  /** The kernels of a block that read matrices, for one format of them. */
  async function compileProducts(format: MatrixFormat) {
    const [inMatmul, xMatmul, outMatmul, stepIn, outMatvec, stepScan] = await Promise.all([
      compileMatmul(gpu, format, plan.prefill.inProj),
      compileMatmul(gpu, format, plan.prefill.xProj),
      compileMatmul(gpu, format, plan.prefill.outProj),
      compileStepIn(gpu, { width, channels, taps, epsilon, format }, plan.step.in),
      compileMatvec(gpu, { ...outShape, format }, plan.step.matvec),
      compileMiddle(format),
    ]);
    const matmuls = {
      inProj: inMatmul(inShape),
      xProj: xMatmul(xShape),
      outProj: outMatmul(outShape),
    };
    return { matmuls, stepIn, outMatvec, stepScan };
  }

  /** From u and gate to y, in one dispatch or two. */
  async function compileMiddle(format: MatrixFormat) {
    if (plan.step.mix) {
      const mix = await compileStepMix(gpu, { ...scanShape, format }, plan.step.mix);
      return (w: LayerWeights, scanState: GPUBufferBinding) => [
        mix({ ...w, ug, state: scanState, y }),
      ];
    }
    const [xMatvec, scanStep] = await Promise.all([
      compileMatvec(gpu, { ...xShape, format }, plan.step.matvec),
      compileScanStep(gpu, scanShape, plan.step.in.subgroups),
    ]);
    return (w: LayerWeights, scanState: GPUBufferBinding) => [
      xMatvec({ x: ug, w: w.xProj, y: projected }),
      scanStep({ ...w, projected, ug, state: scanState, y }),
    ];
  }

  const products = new Map(
    await Promise.all(
      formatsOf(weights).layers.map(
        async (format) => [format, await compileProducts(format)] as const,
      ),
    ),
  );
  const productsOf = ({ format }: Matrix) => {
    const found = products.get(format);
    if (!found) throw new Error(`No kernels for ${format}.`);
    return found;
  };

  const embedding = embed({ ids, table: weights.embedding, hidden });
  const blocks: MambaBlock[] = [];
  const layerSteps: Dispatch[] = [];
  for (const [layer, w] of weights.layers.entries()) {
    const place = layout.layers[layer];
    if (!place) throw new Error('More layers of weights than of state.');
    const window = region(place.window);
    const scanState = region(place.scan);
    blocks.push({
      norm: norm({ x: hidden, weight: w.norm, y: normed }),
      inProj: productsOf(w.inProj).matmuls.inProj({ run, x: normed, w: w.inProj, y: xz }),
      conv: conv({ run, xz, conv: w.conv, window: regions(place.window), u }),
      xProj: productsOf(w.xProj).matmuls.xProj({ run, x: u, w: w.xProj, y: projected }),
      dtProj: dtProj({ ...w, run, projected, xz }),
      scan: scan({ ...w, run, u, projected, xz, state: regions(place.scan), y }),
      outProj: productsOf(w.outProj).matmuls.outProj({ run, x: y, w: w.outProj, y: hidden }),
    });
    layerSteps.push(
      productsOf(w.inProj).stepIn({ ...w, w: w.inProj, hidden: last, window, ug }),
      ...productsOf(w.xProj).stepScan(w, scanState),
      productsOf(w.outProj).outMatvec({ x: y, w: w.outProj, y: last }),
    );
  }
  const table = weights.embedding;
  const choosePass = [
    head({ w: weights.head, hidden: last, norm: weights.finalNorm, logits, partials }),
    chooseOne({ w: table, partials, choice, hidden: last }),
  ];
  const stepPass = [...layerSteps, ...choosePass];
  const stages = [[embedding], ...blocks.map((block) => Object.values(block))];
  const prefillPass = stages.flat();

  function submit(record: (encoder: GPUCommandEncoder) => void): void {
    const encoder = device.createCommandEncoder();
    record(encoder);
    device.queue.submit([encoder.finish()]);
  }

  function compute(encoder: GPUCommandEncoder, dispatches: readonly Dispatch[], tokens: number) {
    const pass = encoder.beginComputePass();
    encode(pass, dispatches, tokens);
    pass.end();
  }

  const chooseBy = (dispatches: readonly Dispatch[], to: GPUBuffer) =>
    submit((encoder) => {
      compute(encoder, dispatches, 1);
      encoder.copyBufferToBuffer(choice, 0, to, 0, CHOICE_BYTES);
    });

  function writeChunk(chunk: readonly number[], kept: readonly KeptContext[] = []): void {
    const ends = kept.map(({ tokens }) => tokens).filter((end) => end < chunk.length);
    if (ends.length >= mostSegments) throw new Error(`A prefill has ${ends.length + 1} segments.`);
    device.queue.writeBuffer(run, 0, runWords([...ends, chunk.length], layout.bytes / 4));
    device.queue.writeBuffer(ids, 0, Uint32Array.from(chunk));
  }

  const rowBytes = 4 * width;
  return {
    config,
    weights,
    projected,
    stateBytes: layout.stateBytes,
    contextBytes: layout.bytes + rowBytes,
    save: (to) =>
      submit((encoder) => {
        encoder.copyBufferToBuffer(state, 0, to, 0, layout.bytes);
        encoder.copyBufferToBuffer(last, 0, to, layout.bytes, rowBytes);
      }),
    restore: (from) =>
      submit((encoder) => {
        encoder.copyBufferToBuffer(from, 0, state, 0, layout.bytes);
        encoder.copyBufferToBuffer(from, layout.bytes, last, 0, rowBytes);
      }),
    clear: () => submit((encoder) => encoder.clearBuffer(state, 0, layout.bytes)),
    mostSegments,
    async prefill(chunk, kept = [], behindLayers) {
      const pass = behindLayers
        ? stages.flatMap((stage, at) => [...stage, ...(behindLayers[at - 1] ?? [])])
        : prefillPass;
      writeChunk(chunk, kept);
      submit((encoder) => {
        compute(encoder, pass, chunk.length);
        encoder.copyBufferToBuffer(hidden, (chunk.length - 1) * rowBytes, last, 0, rowBytes);
        for (const [segment, { tokens, to }] of kept.entries()) {
          encoder.copyBufferToBuffer(state, (1 + segment) * layout.bytes, to, 0, layout.bytes);
          encoder.copyBufferToBuffer(hidden, (tokens - 1) * rowBytes, to, layout.bytes, rowBytes);
        }
      });
      await gpu.finished();
    },
    choose: (to) => chooseBy(choosePass, to),
    step: (to) => chooseBy(stepPass, to),
    async readLogits() {
      submit((encoder) => compute(encoder, choosePass, 1));
      return gpu.read(logits);
    },
    stages,
    blocks,
    stepDispatches: stepPass,
    writeChunk,
    hidden,
    logits,
    dispose: () => owned.forEach((buffer) => buffer.destroy()),
  };
}
