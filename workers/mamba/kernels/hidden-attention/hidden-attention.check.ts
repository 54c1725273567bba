import type { Gpu } from '../../../gpu/gpu';
import { at, randomFloats, siluOf, worstRatio, type Expected } from '../compare';
import { runWords } from '../run';
import { runOnce } from '../run-once';
import { deltaReference } from '../selective-scan/delta.reference';
import { compileDtProj } from '../selective-scan/dt-proj';
import {
  compileScan,
  paddedRank,
  paddedStates,
  type ScanShape,
  type ScanTiling,
} from '../selective-scan/scan';
import { compileHiddenAttention, MORE_ROWS, lookWords } from './hidden-attention';
import type { HiddenAttentionShape } from './hidden-attention';
import { hiddenAttentionReference } from './hidden-attention.reference';

export interface HiddenAttentionCheck extends HiddenAttentionShape {
  /** Lengths of the chunks, first to last. */
  chunks: readonly number[];
  /** Place of the first; they may lie in several chunks. */
  query: number;
  queries: number;
}

/** The weights against their definition in f64. */
export async function checkHiddenAttention(gpu: Gpu, check: HiddenAttentionCheck): Promise<number> {
  const input = makeInput(check, randomFloats);
  const actual = await readMeans(gpu, input, check);
  return worstRatio(actual, expectedMeans(input, check));
}

/**
 * Whether weights times input are the layer's output before D and gate, as the scan kernel computes it. Everything is positive
 * and each channel is a group of its own, so that the means of absolute values are the weights themselves.
 */
export async function checkReproducesScan(
  gpu: Gpu,
  check: Omit<HiddenAttentionCheck, 'groups'>,
  tiling: ScanTiling,
): Promise<number> {
  const shape = { ...check, groups: check.channels };
  const { channels, query, queries } = shape;
  const input = makeInput(shape, (count, seed, scale) =>
    randomFloats(count, seed, scale).map(Math.abs),
  );
  const means = await readMeans(gpu, input, shape);
  const expected = expectedMeans(input, shape);
  const { tokens, wide, projected, dtWeight, terms, a } = input;
  const z = 3;
  const u = randomFloats(tokens * channels, 61);
  const y = gpu.storage('y', 4 * tokens * channels);
  const [dtProj, scan] = await Promise.all([
    compileDtProj(gpu, wide),
    compileScan(gpu, wide, tiling),
  ]);
  const buffers = {
    run: gpu.uniform('run', runWords([tokens], a.length)),
    u: gpu.upload('u', u),
    projected: gpu.upload('projected', projected),
    dtWeight: gpu.upload('dt_proj', dtWeight),
    terms: gpu.upload('terms', terms),
    a: gpu.upload('a', scaled(a)),
    xz: gpu.upload('x, z', new Float32Array(2 * tokens * channels).fill(z)),
    state: gpu.storage('state', 2 * 4 * a.length),
    y,
  };
  const output = await runOnce(gpu, [dtProj(buffers), scan(buffers)], tokens, y);
  let worst = 0;
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < queries; row++) {
      let sum = 0;
      let error = 0;
      for (let s = 0; s < tokens; s++) {
        const i = (channel * (queries + MORE_ROWS) + row) * tokens + s;
        const input = at(u, s * channels + channel);
        sum += at(means, i) * input;
        error += at(expected.tolerances, i) * Math.abs(input);
      }
      // Both the weights and the scan lie so far from what is exact.
      const actual = at(output, (query + row) * channels + channel) / siluOf(z);
      worst = Math.max(worst, Math.abs(sum - actual) / (2 * error));
    }
  }
  return worst;
}

/** Host copies; `a` as it is, `terms` with D = 0. */
interface Input {
  tokens: number;
  wide: ScanShape;
  projected: Float32Array<ArrayBuffer>;
  dtWeight: Float32Array<ArrayBuffer>;
  terms: Float32Array<ArrayBuffer>;
  a: Float32Array<ArrayBuffer>;
}

function makeInput(
  { channels, states, rank, chunks }: HiddenAttentionCheck,
  random: typeof randomFloats,
): Input {
  const tokens = chunks.reduce((a, b) => a + b, 0);
  const wide = { channels, states: paddedStates(states), rank: paddedRank(rank) };
  // Δ of 1e-3 … 3: some channels keep all, others forget at once.
  const bias = randomFloats(channels, 52, 4);
  return {
    tokens,
    wide,
    projected: random(tokens * (wide.rank + 2 * wide.states), 51),
    dtWeight: random(wide.rank * channels, 53, 1 / wide.rank),
    terms: new Float32Array(2 * channels).map((_, i) => (i % 2 === 0 ? at(bias, i / 2) - 3 : 0)),
    // What the padding holds is 0 in a model; here it is not, so that whoever reads it is found.
    a: randomFloats(channels * wide.states, 54, 2).map((value) => -0.001 - Math.abs(value)),
  };
}

const scaled = (a: Float32Array<ArrayBuffer>) => a.map((value) => value * Math.LOG2E);

function expectedMeans(input: Input, shape: HiddenAttentionCheck): Expected {
  const { projected, dtWeight, terms, a, tokens, wide } = input;
  const { values, tolerances } = deltaReference(projected, dtWeight, terms, wide);
  const row = wide.rank + 2 * wide.states;
  const columns = (first: number) =>
    Float32Array.from({ length: tokens * shape.states }, (_, i) =>
      at(projected, Math.floor(i / shape.states) * row + first + (i % shape.states)),
    );
  const selection = {
    delta: values,
    b: columns(wide.rank),
    c: columns(wide.rank + wide.states),
    a: Float32Array.from({ length: shape.channels * shape.states }, (_, i) =>
      at(a, Math.floor(i / shape.states) * wide.states + (i % shape.states)),
    ),
  };
  return hiddenAttentionReference(selection, shape, shape, tolerances);
}

/** From the last chunk to the first, as an inspection goes: [groups, queries + 2, tokens] of the whole text. */
async function readMeans(gpu: Gpu, input: Input, check: HiddenAttentionCheck) {
  const { projected, dtWeight, terms, a, tokens, wide } = input;
  const { channels, states, groups, query, queries, chunks } = check;
  const rows = groups * (queries + MORE_ROWS);
  const row = wide.rank + 2 * wide.states;
  const compiled = await compileHiddenAttention(gpu, check);
  const shared = {
    dtWeight: gpu.upload('dt_proj', dtWeight),
    terms: gpu.upload('terms', terms),
    a: gpu.upload('a', scaled(a)),
    total: gpu.storage('total', 4 * channels),
    query: gpu.storage('query', 4 * queries * (channels + states)),
  };
  const whole = new Float32Array(rows * tokens);
  let first = tokens;
  for (const length of chunks.toReversed()) {
    first -= length;
    const words = lookWords(check, { tokens: length, first, query, queries });
    const means = gpu.storage('means', 4 * rows * length);
    const dispatches = compiled(
      {
        ...shared,
        look: gpu.uniform('look', words),
        projected: gpu.upload('projected', projected.slice(first * row, (first + length) * row)),
        delta: gpu.storage('delta', 4 * length * channels),
        behind: gpu.storage('behind', 4 * length * channels),
        means,
      },
      queries,
    );
    const part = await runOnce(gpu, dispatches, length, means);
    for (let i = 0; i < rows; i++) {
      whole.set(part.subarray(i * length, (i + 1) * length), i * tokens + first);
    }
  }
  return whole;
}
