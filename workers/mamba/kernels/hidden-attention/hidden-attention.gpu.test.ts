import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withMistake } from '../../../../tests/with-mistake';
import { Gpu } from '../../../gpu/gpu';
import { SAFE_PLAN } from '../../plan';
import { checkHiddenAttention, checkReproducesScan } from './hidden-attention.check';

let gpu: Gpu;
beforeAll(async () => {
  gpu = await Gpu.open();
});
afterAll(() => gpu.dispose());

/** Queries in two chunks, and a token behind them. */
const queries = { query: 77, queries: 6 };
const small = { channels: 24, states: 16, rank: 4, groups: 2, chunks: [5, 70, 3, 6], ...queries };

describe('hidden attention, Δ and retention', () => {
  it.each([
    { channels: 16, states: 16, rank: 4, groups: 1, chunks: [1], query: 0, queries: 1 },
    small,
    { channels: 72, states: 5, rank: 7, groups: 8, chunks: [129, 64], query: 190, queries: 3 },
    { channels: 32, states: 20, rank: 3, groups: 4, chunks: [33, 33, 33], query: 50, queries: 40 },
  ])('equal their definition in f64: %o', async (check) => {
    expect(await checkHiddenAttention(gpu, check)).toBeLessThan(1);
  });

  it.each([
    small,
    { channels: 36, states: 32, rank: 2, chunks: [50, 100, 11], query: 149, queries: 4 },
  ])('times the input are what the scan gives: %o', async (check) => {
    expect(await checkReproducesScan(gpu, check, SAFE_PLAN.prefill.scan)).toBeLessThan(1);
  });

  it.each([
    ['delta-sums', 'var sum = total[channel];', 'var sum = 0.0;'],
    ['delta-sums', 'let t = look.tokens - i;', 'let t = i - 1;'],
    ['delta-sums', 'query[to + channel] = sum;', 'query[to + channel] = sum + d;'],
    ['delta-sums', 'look.rank + look.padded_states + channel', 'look.rank + channel'],
    ['hidden-attention', '- query[from_query + channel]', ''],
    ['hidden-attention', 'look.first + s <= asked', 'look.first + s < asked'],
    ['hidden-attention', 'abs(', '('],
    ['hidden-attention', 'n < look.states', 'n < look.padded_states'],
    ['hidden-attention', 'select(row, 0, row > look.queries)', 'row'],
  ])('a mistake in %s is found: %s', async (kernel, right, wrong) => {
    const check = () => checkHiddenAttention(gpu, { ...small, states: 10 });
    expect(await withMistake(gpu, { kernel, right, wrong }, check)).toBeGreaterThan(1);
  });
});
