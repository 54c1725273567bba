import { expect, it } from 'vitest';
import { Gpu } from '../workers/gpu/gpu';
import { createMambaGpuDecoder } from '../workers/mamba/mamba-gpu-decoder';
import { createMambaModel } from '../workers/mamba/model';
import { SAFE_PLAN } from '../workers/mamba/plan';
import { loadWeights } from '../workers/mamba/weights';
import { config, describeInspection, weights } from './inspect-mamba';

async function open(gpu: Gpu) {
  const loaded = loadWeights(gpu, config, weights);
  const chunkTokens = 17;
  const model = await createMambaModel(gpu, config, loaded, { chunkTokens, plan: SAFE_PLAN });
  return createMambaGpuDecoder({ gpu, model, parameters: 0, chunkTokens, checks: [] });
}

describeInspection('a Mamba on WebGPU', async () => open(await Gpu.open()));

it('leaves no buffer behind on the GPU', async () => {
  const gpu = await Gpu.open();
  const decoder = await open(gpu);
  const inspect = () =>
    decoder.inspect?.(
      [[1, 2, 3], [4]],
      [5, 6],
      () => undefined,
      () => true,
    );
  await inspect(); // the kernels are checked the first time
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
  await inspect();
  expect([...buffers].map(({ label }) => label)).toEqual([]);
  decoder.dispose();
});

it('shows nothing on a device that computes it wrongly', async () => {
  const gpu = await Gpu.open();
  const decoder = await open(gpu);
  const honest = gpu.pipeline.bind(gpu);
  gpu.pipeline = (kernel, code, constants) =>
    honest(kernel, code.replace('look.first + s <= asked', 'true'), constants);
  const inspecting = decoder.inspect?.(
    [[1, 2]],
    [3],
    () => undefined,
    () => true,
  );
  await expect(inspecting).rejects.toMatchObject({ name: 'adapter-computes-wrongly' });
  decoder.dispose();
});
