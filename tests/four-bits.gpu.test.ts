import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Gpu } from '../workers/gpu/gpu';
import { choosePlan } from '../workers/mamba/choose-plan';
import { createEngine, type MambaCpuEngine } from '../workers/mamba/cpu/create-engine';
import { loadProgram } from '../workers/mamba/cpu/load-program';
import { at } from '../workers/mamba/kernels/compare';
import { CHOICE_BYTES } from '../workers/mamba/kernels/choose/choose';
import { createMambaModel, type MambaModel } from '../workers/mamba/model';
import { formatsOf, loadWeights } from '../workers/mamba/weights';
import { partsOf } from '../workers/model-files/bundle-files';
import { openTensors } from '../workers/model-files/safetensors';
import { mambaInF64 } from './mamba-in-f64';
import { fourBitMamba as config, tinyMambaWeights } from './tiny-mamba';

// f32 sums in another order: 1e-6 of their size each, some ten a layer, that later layers carry on (model-reference.ts).
const RELATIVE = 1e-6 * 10 * config.layers;
const ids = Array.from({ length: 70 }, (_, i) => (i * 29 + 5) % config.vocabulary);
const file = tinyMambaWeights(config, 'u4');

function worstOf(actual: ArrayLike<number>, expected: readonly number[]): number {
  const size = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((value, i) => Math.abs(at(actual, i) - value))) / size;
}

describe('a Mamba whose layers have 4 bits and whose embedding has 8', () => {
  let gpu: Gpu;
  let model: MambaModel;
  let engine: MambaCpuEngine;
  let checked: string[];

  beforeAll(async () => {
    gpu = await Gpu.open();
    const weights = await loadWeights(gpu, config, partsOf(file));
    expect(formatsOf(weights)).toEqual({ layers: ['u4'], tables: ['u8'] });
    const { plan, checks } = await choosePlan(gpu, config, weights);
    checked = checks.map(({ kernel }) => kernel);
    model = await createMambaModel(gpu, config, weights, { chunkTokens: 50, plan });
    const tensors = await (await openTensors(partsOf(file))).load('');
    const sizes = { threads: 2, chunkTokens: 50 };
    engine = await createEngine(await loadProgram(), config, tensors, sizes);
  });
  afterAll(() => {
    engine.dispose();
    gpu.dispose();
  });

  it('is checked by kernels of its formats', () => {
    for (const kernel of ['first half of a step', 'matrix × matrix', 'matrix × vector']) {
      expect(checked).toContain(`${kernel}, 4 bits`);
      expect(checked).not.toContain(kernel);
    }
    expect(checked).toEqual(expect.arrayContaining(['embedding', 'head and choice']));
  });

  it('reads and steps alike on a GPU, on a CPU and in f64', async () => {
    const read = await mambaInF64(config, file, ids);
    const best = read.logits.indexOf(Math.max(...read.logits));
    const stepped = await mambaInF64(config, file, [...ids, best]);
    // Layers must matter, or nothing was compared.
    expect(worstOf(stepped.logits, read.logits)).toBeGreaterThan(0.1);

    for (const chunk of [ids.slice(0, 50), ids.slice(50)]) {
      await model.prefill(chunk);
      engine.prefill(chunk);
    }
    const choice = gpu.storage('choice', CHOICE_BYTES);
    model.choose(choice);
    const onGpu = async () => new Float32Array(await gpu.read(model.logits));
    expect(worstOf(await onGpu(), read.logits)).toBeLessThan(RELATIVE);
    expect(engine.choose().id).toBe(best);
    expect(worstOf(engine.logits(), read.logits)).toBeLessThan(RELATIVE);

    model.step(choice);
    expect(worstOf(await onGpu(), stepped.logits)).toBeLessThan(RELATIVE);
    engine.prefill([best]);
    engine.choose();
    expect(worstOf(engine.logits(), stepped.logits)).toBeLessThan(RELATIVE);
  });
});
