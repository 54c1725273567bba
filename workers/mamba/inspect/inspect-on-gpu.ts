import { Failure } from '../../failure';
import type { Dispatch } from '../../gpu/dispatch';
import type { Gpu } from '../../gpu/gpu';
import type { DecoderInspection } from '../../reader/decoder';
import {
  compileHiddenAttention,
  lookWords,
  MORE_ROWS,
} from '../kernels/hidden-attention/hidden-attention';
import { checkHiddenAttention } from '../kernels/hidden-attention/hidden-attention.check';
import type { MambaModel } from '../model';
import {
  GROUPS,
  inspectBackwards,
  type InspectArguments,
  type Look,
  type Readable,
} from './inspect-backwards';

/** WebGPU's guaranteed `minStorageBufferOffsetAlignment`. */
const ALIGNMENT = 256;

/** Devices on which the kernels were right. */
const checked = new WeakSet<Gpu>();

/**
 * What a reader on the GPU shows of how it reads, from the dispatches of its own prefill with two more behind each layer. Their
 * buffers (2 MB and the means for the bundled model) exist for this call only. Throws `adapter-computes-wrongly`.
 */
export async function inspectOnGpu(
  gpu: Gpu,
  model: MambaModel,
  decoder: Readable,
  ...asked: InspectArguments
): Promise<DecoderInspection> {
  if (!checked.has(gpu)) await requireRight(gpu);
  checked.add(gpu);
  const [, { length: queries }] = asked;
  const { look, dispose } = await createLook(gpu, model, decoder.chunkTokens, queries);
  try {
    return await inspectBackwards(decoder, look, ...asked);
  } finally {
    dispose();
  }
}

async function requireRight(gpu: Gpu): Promise<void> {
  const shape = { channels: 80, states: 16, rank: 8, groups: 2 };
  const text = { chunks: [3, 70, 9], query: 71, queries: 4 };
  const worst = await checkHiddenAttention(gpu, { ...shape, ...text });
  if (worst < 1) return;
  throw new Failure(
    'adapter-computes-wrongly',
    `${gpu.description} differs from the reference in: hidden attention (${worst.toPrecision(2)} × tolerance).`,
  );
}

async function createLook(gpu: Gpu, model: MambaModel, chunkTokens: number, queries: number) {
  const { config, weights, projected } = model;
  const { layers, channels, states } = config;
  const shape = { ...config, groups: GROUPS };
  const compiled = await compileHiddenAttention(gpu, shape);
  const owned: GPUBuffer[] = [];
  const own = (buffer: GPUBuffer): GPUBuffer => {
    owned.push(buffer);
    return buffer;
  };
  /** One buffer with a part for each layer. */
  const perLayer = (label: string, floats: number) => {
    const stride = ALIGNMENT * Math.ceil((4 * floats) / ALIGNMENT);
    const buffer = own(gpu.storage(label, stride * layers));
    const part = (layer: number) => ({ buffer, offset: layer * stride, size: 4 * floats });
    return { buffer, stride, part };
  };
  const uniform = own(gpu.uniform('look', new Uint32Array(9)));
  const delta = own(gpu.storage('Δ', 4 * chunkTokens * channels));
  const behind = own(gpu.storage('Σ Δ behind', 4 * chunkTokens * channels));
  const total = perLayer('Σ Δ behind the chunk', channels);
  const query = perLayer('queries', queries * (channels + states));
  const rows = GROUPS * (queries + MORE_ROWS);
  const means = perLayer('means', rows * chunkTokens);
  const behindLayers = weights.layers.map((w, layer): Dispatch[] => {
    const parts = { total: total.part(layer), query: query.part(layer), means: means.part(layer) };
    return compiled({ ...w, ...parts, look: uniform, projected, delta, behind }, queries);
  });

  const look: Look = async (ids, place) => {
    gpu.device.queue.writeBuffer(uniform, 0, lookWords(shape, place));
    await model.prefill(ids, [], behindLayers);
    const bytes = await gpu.read(means.buffer);
    return behindLayers.map(
      (_, layer) => new Float32Array(bytes, layer * means.stride, rows * ids.length),
    );
  };
  return { look, dispose: () => owned.forEach((buffer) => buffer.destroy()) };
}
