import type { KernelCheck } from '../contract';
import { CHOICE_BYTES } from './kernels/choose/choose';
import type { Choice, Decoder, Snapshot } from '../reader/decoder';
import { followTokens } from '../reader/follow-tokens';
import type { Gpu } from '../gpu/gpu';
import type { MambaModel } from './model';

export interface MambaGpuParts {
  gpu: Gpu;
  model: MambaModel;
  parameters: number;
  chunkTokens: number;
  checks: KernelCheck[];
}

/**
 * Steps that may be computed ahead of the choice that was read last. The GPU feeds each choice to the next step by itself; reading
 * them back takes longer than a step on a fast GPU, and what is computed behind the end token is wasted.
 */
const STEPS_AHEAD = 4;

/** Looking inside takes buffers of a number for each token, layer, group of channels and token of the answer. */
const INSPECTED_TOKENS = 256;

/** The Mamba on our own WebGPU engine. */
export function createMambaGpuDecoder(parts: MambaGpuParts): Decoder {
  const { gpu, model, parameters, chunkTokens, checks } = parts;
  let tokens = 0;
  /** Where choices are read, in turn; a buffer is free again when its choice was read. */
  const free = Array.from({ length: STEPS_AHEAD }, () => createReadback(gpu.device));

  async function readChoice(from: GPUBuffer, mapped: Promise<undefined>): Promise<Choice> {
    await gpu.guard(mapped);
    const view = new DataView(from.getMappedRange());
    const choice = { id: view.getUint32(0, true), logProbability: view.getFloat32(4, true) };
    from.unmap();
    free.push(from);
    return choice;
  }

  /** One command buffer for all: matrices see all tokens at once, and only scan and convolution know segments. */
  async function prefillTogether(segments: readonly (readonly number[])[]): Promise<Snapshot[]> {
    let end = 0;
    const kept = segments.slice(0, -1).map((ids) => {
      end += ids.length;
      return { tokens: end, to: gpu.storage('snapshot', model.contextBytes) };
    });
    try {
      await model.prefill(segments.flat(), kept);
    } catch (error) {
      for (const { to } of kept) to.destroy();
      throw error;
    }
    const snapshots = kept.map((one) => new GpuSnapshot(tokens + one.tokens, one.to));
    tokens += segments.flat().length;
    return snapshots;
  }

  return {
    runsOn: gpu.description,
    parameters,
    checks,
    maxTokens: null,
    chunkTokens,
    reset() {
      model.clear();
      tokens = 0;
    },
    async prefill(ids) {
      await model.prefill(ids);
      tokens += ids.length;
    },
    together:
      model.mostSegments > 1
        ? { mostSegments: model.mostSegments, prefill: prefillTogether }
        : undefined,
    async *decode(maxNewTokens, endToken) {
      if (tokens === 0) throw new Error('Nothing was prefilled.');
      const coming: Promise<Choice>[] = [];
      let begun = 0;
      const begin = () => {
        const readback = free.pop();
        if (!readback) return;
        if (begun++ === 0) model.choose(readback);
        else model.step(readback);
        const choice = readChoice(readback, readback.mapAsync(GPUMapMode.READ));
        // Whoever leaves the loop early no longer hears of a failure; the next work does.
        choice.catch(() => undefined);
        coming.push(choice);
      };
      for (let made = 0; made < maxNewTokens; made++) {
        while (begun < maxNewTokens && coming.length < STEPS_AHEAD && free.length > 0) begin();
        const choice = await coming.shift();
        if (!choice) throw new Error('A second loop decodes while the first still does.');
        if (made > 0) tokens++;
        yield choice;
        if (choice.id === endToken) return;
      }
    },
    logProbabilities: (ids) =>
      followTokens(ids, async (id) => {
        await model.prefill([id]);
        tokens++;
        return new Float32Array(await model.readLogits());
      }),
    async inspect(...asked) {
      // A module of its own: nothing of it is there until somebody looks.
      const { inspectOnGpu } = await import('./inspect/inspect-on-gpu');
      const inspected = { ...this, chunkTokens: Math.min(chunkTokens, INSPECTED_TOKENS) };
      return inspectOnGpu(gpu, model, inspected, ...asked);
    },
    save() {
      const buffer = gpu.storage('snapshot', model.contextBytes);
      model.save(buffer);
      return new GpuSnapshot(tokens, buffer);
    },
    restore(snapshot) {
      if (!(snapshot instanceof GpuSnapshot)) throw new Error('A foreign snapshot.');
      model.restore(snapshot.buffer);
      tokens = snapshot.tokens;
    },
    memory: () => ({
      kind: 'state',
      bytes: model.stateBytes,
      reservedBytes: model.stateBytes,
    }),
    dispose: () => gpu.dispose(),
  };
}

function createReadback(device: GPUDevice): GPUBuffer {
  const usage = GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST;
  return device.createBuffer({ label: 'choice, to be read', size: CHOICE_BYTES, usage });
}

class GpuSnapshot implements Snapshot {
  readonly tokens: number;
  readonly buffer: GPUBuffer;

  constructor(tokens: number, buffer: GPUBuffer) {
    this.tokens = tokens;
    this.buffer = buffer;
  }

  get bytes(): number {
    return this.buffer.size;
  }

  dispose(): void {
    this.buffer.destroy();
  }
}
