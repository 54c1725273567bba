import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundleFiles, giveGpu } from '../scripts/study/node-readers';
import type { Decoder } from '../workers/reader/decoder';
import { openTransformer } from '../workers/transformer/open-transformer';

// ONNX Runtime's WebGPU in Node, as `npm run study -- --route node --backend webgpu` has it. Opening it compares logits and answer with PyTorch's.
let decoder: Decoder;
beforeAll(async () => {
  await giveGpu();
  decoder = await openTransformer(
    bundleFiles('models/transformer-trivia-30m'),
    'webgpu',
    () => undefined,
  );
});
afterAll(() => decoder.dispose());

it('answers as PyTorch does, on a device that has a name', () => {
  expect(decoder.checks).toHaveLength(1);
  expect(decoder.checks[0]?.worst).toBeLessThan(1);
  expect(decoder.runsOn).not.toContain('CPU');
});
