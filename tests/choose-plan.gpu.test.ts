import { afterEach, beforeEach, expect, it } from 'vitest';
import { randomCheckpoint } from '../bench/random-checkpoint';
import { Gpu } from '../workers/gpu/gpu';
import { choosePlan } from '../workers/mamba/choose-plan';
import { isRight } from '../workers/mamba/kernels/check-kernels';
import { loadWeights } from '../workers/mamba/weights';
import { partsOf } from '../workers/model-files/bundle-files';

const shape = { layers: 1, width: 32, channels: 64, states: 16, taps: 4, rank: 2 };
const config = { ...shape, vocabulary: 64, epsilon: 1e-5 };
let gpu: Gpu;
beforeEach(async () => {
  gpu = await Gpu.open();
  // All variants are tried, as on a real GPU.
  Object.defineProperty(gpu, 'isSoftware', { value: false });
});
afterEach(() => gpu.dispose());

it('never chooses a variant that computes wrongly, however fast', async () => {
  const honest = gpu.pipeline.bind(gpu);
  const broken = new Set<string>();
  gpu.pipeline = (kernel, code, constants) => {
    const isVariant =
      code.includes('enable subgroups') ||
      /WIDTH":4|TILE_TOKENS = (32|128)/.test(code + JSON.stringify(constants));
    if (!isVariant) return honest(kernel, code, constants);
    broken.add(kernel);
    // Ends at once: nothing is faster.
    return honest(
      kernel,
      code.replace(/(fn main\([^{]*\{)/, '$1 if (true) { return; }'),
      constants,
    );
  };
  const weights = await loadWeights(gpu, config, partsOf(randomCheckpoint(config)));
  const { plan, checks } = await choosePlan(gpu, config, weights);
  expect([...broken]).toEqual(expect.arrayContaining(['step-in', 'step-mix', 'scan', 'matmul']));
  expect(isRight(checks)).toBe(true);
  expect(plan.step.in.subgroups).toBe(false);
  const { scan, inProj, xProj, outProj } = plan.prefill;
  expect([scan.width, inProj.tokens, xProj.tokens, outProj.tokens]).toEqual([8, 64, 64, 64]);
});
