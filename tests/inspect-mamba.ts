import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { randomCheckpoint } from '../bench/random-checkpoint';
import { at, randomFloats } from '../workers/mamba/kernels/compare';
import { hiddenAttentionReference } from '../workers/mamba/kernels/hidden-attention/hidden-attention.reference';
import type { Decoder } from '../workers/reader/decoder';
import { mambaInF64 } from './mamba-in-f64';

/** A small model whose sizes are those of no kernel: padded states, rank and a window of two. */
export const config = {
  ...{ layers: 3, width: 32, channels: 48, states: 5, taps: 3, rank: 3 },
  ...{ vocabulary: 64, epsilon: 1e-5 },
};
export const weights = randomCheckpoint(config);
const GROUPS = 8;

/** What every Mamba must show of how it reads: `tests/mamba-in-f64.ts` and the definition of hidden attention. */
export function describeInspection(name: string, open: () => Promise<Decoder>): void {
  describe(`${name} shows how it reads`, { timeout: 300_000 }, () => {
    const random = Array.from(randomFloats(90, 7), (value) => Math.floor(32 + 31.9 * value));
    // Segments across chunks, one that is empty, and an answer across chunks too.
    const segments = [random.slice(0, 11), random.slice(11, 12), [], random.slice(12, 81)];
    const answer = random.slice(81);
    const queries = answer.length;
    const query = random.length - queries - 1;
    const tokens = random.length;
    let decoder: Decoder;
    beforeAll(async () => {
      decoder = await open();
    }, 300_000);
    afterAll(() => decoder.dispose());

    const inspect = (isWanted = () => true, seen: number[] = []) => {
      const onProgress = ({
        doneTokens,
        totalTokens,
      }: {
        doneTokens: number;
        totalTokens: number;
      }) => seen.push(doneTokens / totalTokens);
      return decoder.inspect?.(segments, answer, onProgress, isWanted);
    };

    it('as a direct computation in f64 says', async () => {
      const progress: number[] = [];
      const inspection = await inspect(undefined, progress);
      expect(progress.at(-1)).toBe(1);
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
      expect(inspection).toMatchObject({ layers: config.layers, groups: GROUPS });
      const { attention = [], selection } = inspection ?? {};
      expect(attention).toHaveLength(config.layers * GROUPS * queries * tokens);
      let worst = 0;
      const compare = (actual: number | undefined, value: number, size: number) => {
        worst = Math.max(worst, Math.abs((actual ?? NaN) - value) / size);
      };
      const { selections } = await mambaInF64(config, weights, random);
      for (const [layer, selected] of selections.entries()) {
        const shape = { ...config, groups: GROUPS };
        const { values } = hiddenAttentionReference(selected, shape, { query, queries });
        const row = (group: number, at: number) => {
          const from = (group * (queries + 2) + at) * tokens;
          return values.subarray(from, from + tokens);
        };
        for (let group = 0; group < GROUPS; group++) {
          for (let asked = 0; asked < queries; asked++) {
            const expected = row(group, asked);
            const sum = expected.reduce((a, b) => a + b, 0);
            const from = ((layer * GROUPS + group) * queries + asked) * tokens;
            const largest = Math.max(...expected) / sum;
            for (const [s, value] of expected.entries()) {
              compare(attention[from + s], value / sum, largest);
            }
          }
        }
        const mean = (at_: number, token: number) => {
          let sum = 0;
          for (let group = 0; group < GROUPS; group++) sum += at(row(group, at_), token);
          return sum / GROUPS;
        };
        for (let token = 0; token < tokens; token++) {
          const delta = mean(queries, token);
          compare(selection?.delta[layer * tokens + token], delta, delta);
        }
        for (const [segment, end] of [10, 11, 11, query].entries()) {
          const kept = mean(queries + 1, end);
          compare(selection?.retention[layer * segments.length + segment], kept, kept);
        }
      }
      // f32 sums of n ≤ 48 terms in another order err by √n·2⁻²⁴ = 4e-7 of their size; some ten a layer for three layers, at random,
      // make 2e-6 of Δ, B and C. A weight is their product with a decay whose exponent, at most 10 where anything is left,
      // errs as much: 13 × 2e-6. The CPU path was at 1e-6 when this was written.
      expect(worst).toBeLessThan(3e-5);
      expect(worst).toBeGreaterThan(0);
    });

    it('rows sum to 1, and no token sees what comes behind it', async () => {
      const { attention = new Float32Array(), selection } = (await inspect()) ?? {};
      for (let row = 0; row < config.layers * GROUPS * queries; row++) {
        const weights = attention.subarray(row * tokens, (row + 1) * tokens);
        expect(weights.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
        const seen = query + 1 + (row % queries);
        expect(weights.subarray(seen).every((weight) => weight === 0)).toBe(true);
      }
      // Nothing lies between the prompt's last token and the answer.
      expect(selection?.retention[segments.length - 1]).toBe(1);
    });

    it('ends when it is no longer wanted, and disturbs no snapshot', async () => {
      decoder.reset();
      await decoder.prefill(random.slice(0, 5));
      const snapshot = decoder.save();
      const choose = async () => {
        decoder.restore(snapshot);
        for await (const choice of decoder.decode(1, -1)) return choice;
        return undefined;
      };
      const before = await choose();
      let looks = 0;
      const progress: number[] = [];
      const inspecting = inspect(() => ++looks < 8, progress);
      await expect(inspecting).rejects.toMatchObject({ name: 'cancelled' });
      expect(progress.at(-1)).toBeLessThan(1);
      expect(await choose()).toEqual(before);
      await inspect();
      expect(await choose()).toEqual(before);
      snapshot.dispose();
    });
  });
}
