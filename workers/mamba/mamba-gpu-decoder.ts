import type { KernelCheck } from '../contract';
import type { Decoder, Snapshot } from '../reader/decoder';
import type { Gpu } from '../gpu/gpu';
import type { MambaModel } from './model';

export interface MambaGpuParts {
  gpu: Gpu;
  model: MambaModel;
  parameters: number;
  chunkTokens: number;
  checks: KernelCheck[];
}

/** The Mamba on our own WebGPU engine. */
export function createMambaGpuDecoder(parts: MambaGpuParts): Decoder {
  const { gpu, model, parameters, chunkTokens, checks } = parts;
  const { device } = gpu;
  let tokens = 0;

  function copy(from: GPUBuffer, to: GPUBuffer): void {
    const encoder = device.createCommandEncoder();
    encoder.copyBufferToBuffer(from, 0, to, 0, from.size);
    device.queue.submit([encoder.finish()]);
  }

  return {
    runsOn: gpu.description,
    parameters,
    checks,
    maxTokens: null,
    chunkTokens,
    reset() {
      const encoder = device.createCommandEncoder();
      encoder.clearBuffer(model.state);
      device.queue.submit([encoder.finish()]);
      tokens = 0;
    },
    async prefill(ids) {
      await model.prefill(ids);
      tokens += ids.length;
    },
    async *decode(maxNewTokens, endToken) {
      for (let made = 0; made < maxNewTokens; made++) {
        if (tokens === 0) throw new Error('Nothing was prefilled.');
        const choice = await (made === 0 ? model.choose() : model.step());
        if (made > 0) tokens++;
        yield choice;
        if (choice.id === endToken) return;
      }
    },
    save() {
      const buffer = gpu.storage('snapshot', model.state.size);
      copy(model.state, buffer);
      return new GpuSnapshot(tokens, buffer);
    },
    restore(snapshot) {
      if (!(snapshot instanceof GpuSnapshot)) throw new Error('A foreign snapshot.');
      copy(snapshot.buffer, model.state);
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
