import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Choice, Decoder, Snapshot } from '../workers/reader/decoder';

/** What one suite needs to know of a decoder. */
export interface ConformanceSubject {
  open(): Promise<Decoder>;
  /** A prompt and, apart from it, some more ids: short where the device is slow. */
  prompt: readonly number[];
  more: readonly number[];
  /** Lengths of chunks to cut the prompt into. */
  chunks: readonly number[];
  endToken: number;
  /** How far log-probabilities of equal contexts may lie apart: sums in another order, see the caller. */
  logProbabilityTolerance: number;
  /** Each step takes seconds: as few as show the promise. */
  slow?: boolean;
}

/** A software adapter, or a machine that has other work. */
const SLOWEST_MS = 300_000;

/** What `workers/reader/decoder.ts` promises, for every implementation. */
export function describeDecoder(name: string, subject: ConformanceSubject): void {
  const { prompt, more, endToken, logProbabilityTolerance, slow = false } = subject;

  describe(`${name} keeps the promises of a decoder`, { timeout: SLOWEST_MS }, () => {
    let decoder: Decoder;
    beforeAll(async () => {
      decoder = await subject.open();
    }, SLOWEST_MS);
    afterAll(() => decoder.dispose());

    async function prefill(ids: readonly number[], chunk = decoder.chunkTokens) {
      for (let at = 0; at < ids.length; at += chunk) {
        await decoder.prefill(ids.slice(at, at + chunk));
      }
    }
    async function answer(maxNewTokens = 3): Promise<Choice[]> {
      const choices: Choice[] = [];
      for await (const choice of decoder.decode(maxNewTokens, endToken)) choices.push(choice);
      return choices;
    }
    function expectSame(actual: readonly Choice[], expected: readonly Choice[]) {
      expect(actual.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      for (const [at, { logProbability }] of actual.entries()) {
        const difference = Math.abs(logProbability - (expected[at]?.logProbability ?? NaN));
        expect(difference).toBeLessThanOrEqual(logProbabilityTolerance);
      }
    }

    it('reset forgets everything', async () => {
      await prefill(prompt);
      const fresh = await answer();
      decoder.reset();
      await prefill(more);
      decoder.reset();
      await prefill(prompt);
      expectSame(await answer(), fresh);
    });

    it.each(subject.chunks)('a prompt in chunks of %i is the same prompt', async (chunk) => {
      decoder.reset();
      await prefill(prompt);
      const whole = await answer();
      decoder.reset();
      await prefill(prompt, chunk);
      expectSame(await answer(), whole);
    });

    it('to decode is to prefill the choice', async () => {
      decoder.reset();
      await prefill(prompt);
      const decoded = await answer();
      const [first] = decoded;
      if (!first || first.id === endToken) throw new Error('Choose a prompt with an answer.');
      decoder.reset();
      await prefill([...prompt, first.id]);
      expectSame(await answer(2), decoded.slice(1));
    });

    it('goes back to a snapshot, more than once', async () => {
      decoder.reset();
      await prefill(prompt);
      const snapshot = decoder.save();
      expect(snapshot.tokens).toBe(prompt.length);
      const first = await answer();
      decoder.restore(snapshot);
      await prefill(more);
      const branch = await answer();
      decoder.restore(snapshot);
      expectSame(await answer(), first);
      decoder.restore(snapshot);
      await prefill(more);
      expectSame(await answer(), branch);
      snapshot.dispose();
    });

    it('reads segments together as one by one, to the last bit', async () => {
      const { together } = decoder;
      if (!together) return; // not every decoder can
      // Lengths that cross nothing, and one of a single token.
      const ends = slow ? [4, prompt.length] : [3, 4, Math.ceil(prompt.length / 2), prompt.length];
      const segments = ends.map((end, at) => prompt.slice(ends[at - 1] ?? 0, end));
      decoder.reset();
      /** What comes behind a context at once, and behind some more ids. */
      async function answersBehind(snapshot: Snapshot): Promise<Choice[][]> {
        decoder.restore(snapshot);
        const first = await answer();
        if (slow) return [first];
        decoder.restore(snapshot);
        await prefill(more);
        return [first, await answer()];
      }
      const alone: Choice[][][] = [];
      const saved = [];
      for (const ids of segments) {
        await prefill(ids);
        saved.push(decoder.save());
      }
      for (const snapshot of saved) {
        alone.push(await answersBehind(snapshot));
        snapshot.dispose();
      }
      decoder.reset();
      // Contexts of an earlier prefill that nobody may see any more.
      await together.prefill([more, more, more]);
      decoder.reset();
      const kept = [...(await together.prefill(segments)), decoder.save()];
      expect(kept.map(({ tokens }) => tokens)).toEqual(ends);
      for (const [at, snapshot] of kept.entries()) {
        expect(await answersBehind(snapshot), `behind segment ${at}`).toEqual(alone[at]);
        snapshot.dispose();
      }
    });

    it('stops at the end token and at the limit', async () => {
      decoder.reset();
      await prefill(prompt);
      const snapshot = decoder.save();
      const choices = await answer(3);
      const [first] = choices;
      decoder.restore(snapshot);
      expect(await answer(1)).toHaveLength(1);
      decoder.restore(snapshot);
      const ended: Choice[] = [];
      for await (const choice of decoder.decode(9, first?.id ?? -1)) ended.push(choice);
      expect(ended).toHaveLength(1);
    });

    it('says what its memory is', async () => {
      decoder.reset();
      await prefill(prompt.slice(0, 8));
      const short = decoder.memory();
      await prefill(more);
      const long = decoder.memory();
      if (short.kind === 'state') expect(long).toEqual(short);
      else expect(long.bytes).toBe((short.bytes / 8) * (8 + more.length));
      expect(long.reservedBytes).toBeGreaterThanOrEqual(long.bytes);
      expect(short.bytes).toBeGreaterThan(0);
    });

    it('weighs a given continuation as it weighs its own', async () => {
      decoder.reset();
      await prefill(prompt);
      const choices = await answer();
      decoder.reset();
      await prefill(prompt.slice(0, -1));
      const ids = [...prompt.slice(-1), ...choices.map(({ id }) => id)];
      const weighed = await decoder.logProbabilities?.(ids);
      if (!weighed) return; // not every decoder can
      expectSame(
        weighed.map((logProbability, at) => ({ id: choices[at]?.id ?? NaN, logProbability })),
        choices,
      );
    });

    it('gives probabilities', async () => {
      decoder.reset();
      await prefill(prompt);
      for (const { logProbability } of await answer()) {
        expect(logProbability).toBeLessThanOrEqual(0);
        expect(logProbability).toBeGreaterThan(-20);
      }
    });
  });
}
