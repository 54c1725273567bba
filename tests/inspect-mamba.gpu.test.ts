import { afterAll, beforeAll, expect, it } from 'vitest';
import { Gpu } from '../workers/gpu/gpu';
import { inspectOnGpu } from '../workers/mamba/inspect/inspect-on-gpu';
import { createMambaGpuDecoder } from '../workers/mamba/mamba-gpu-decoder';
import { createMambaModel, type MambaModel } from '../workers/mamba/model';
import { SAFE_PLAN } from '../workers/mamba/plan';
import { loadWeights } from '../workers/mamba/weights';
import { partsOf } from '../workers/model-files/bundle-files';
import type { Decoder } from '../workers/reader/decoder';
import { config, describeInspection, weights } from './inspect-mamba';
import { withMistake } from './with-mistake';

let gpu: Gpu;
let model: MambaModel;
let decoder: Decoder;
beforeAll(async () => {
  gpu = await Gpu.open();
  const chunkTokens = 17;
  const loaded = await loadWeights(gpu, config, partsOf(weights));
  model = await createMambaModel(gpu, config, loaded, { chunkTokens, plan: SAFE_PLAN });
  decoder = createMambaGpuDecoder({ gpu, model, parameters: 0, chunkTokens, checks: [] });
});
afterAll(() => decoder.dispose());

const asked = [[[1, 2, 3], [4]], [5, 6], () => undefined, () => true] as const;

// Disposed of above, behind the tests below.
describeInspection('a Mamba on WebGPU', async () => ({ ...decoder, dispose: () => undefined }));

it('leaves no buffer behind on the GPU', async () => {
  await decoder.inspect?.(...asked); // the kernels are checked the first time
  const buffers = new Set<GPUBuffer>();
  const create = gpu.device.createBuffer.bind(gpu.device);
  gpu.device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    buffers.add(buffer);
    const destroy = buffer.destroy.bind(buffer);
    buffer.destroy = () => {
      buffers.delete(buffer);
      return destroy();
    };
    return buffer;
  };
  await decoder.inspect?.(...asked);
  expect([...buffers].map(({ label }) => label)).toEqual([]);
});

it('shows nothing on a device that computes it wrongly', async () => {
  const other = await Gpu.open();
  const mistake = { kernel: 'hidden-attention', right: 'look.first + s <= asked', wrong: 'true' };
  await withMistake(other, mistake, async () => {
    const inspecting = inspectOnGpu(other, model, decoder, ...asked);
    await expect(inspecting).rejects.toMatchObject({ name: 'adapter-computes-wrongly' });
  });
  other.dispose();
});
