import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BundleManifest, GenerationReport, PromptSegment } from '../workers/contract';
import { createReader } from '../workers/reader/create-reader';
import type { Decoder } from '../workers/reader/decoder';
import type { PromptTokenizer } from '../workers/tokenizer/prompt-tokenizer';

export interface LiveKSubject {
  open(): Promise<Decoder>;
  tokenizer: PromptTokenizer;
  question: string;
  /** Short where the device is slow. */
  passages: readonly string[];
  maxNewTokens: number;
}

const manifest: BundleManifest = { id: '', kind: 'mamba', title: '', licence: '', files: [] };

/** Whatever was asked before, an answer is the answer of a fresh run, bit by bit, for every decoder. */
export function describeLiveK(name: string, subject: LiveKSubject): void {
  const { tokenizer, question, passages } = subject;
  const all = passages.map((_, at) => at);

  describe(`live k: ${name}`, { timeout: 120_000 }, () => {
    let decoder: Decoder;
    let warm: Awaited<ReturnType<typeof open>>;
    const known = new Map<string, GenerationReport>();

    /** A reader that has read nothing yet; all of them stand on one decoder, whose snapshots have to survive that. */
    async function open() {
      const reader = createReader({
        architecture: 'mamba',
        openFiles: async () => ({
          read: async () => new TextEncoder().encode('{"trainedTokens": 1}'),
        }),
        openTokenizer: async () => tokenizer,
        openDecoder: async () => decoder,
      });
      await reader.load(manifest, 'cpu', () => undefined);
      return (order: readonly number[]) => {
        const read = order.map((at) => ({ kind: 'passage', title: 't', text: passages[at] ?? '' }));
        const segments = [
          { kind: 'question', text: question },
          ...read,
          { kind: 'question', text: question },
          { kind: 'answer' },
        ] as PromptSegment[];
        return reader.generate(segments, { maxNewTokens: subject.maxNewTokens }, () => undefined);
      };
    }

    async function expectAsFresh(order: readonly number[]): Promise<GenerationReport> {
      const key = order.join();
      const fresh = known.get(key) ?? (await (await open())(order));
      known.set(key, fresh);
      expect(fresh.reusedTokens).toBe(0);
      const report = await warm(order);
      expect(report.tokens, `passages ${key}`).toEqual(fresh.tokens);
      expect(report.promptText).toBe(fresh.promptText);
      return report;
    }

    beforeAll(async () => {
      decoder = await subject.open();
      warm = await open();
    }, 60_000);
    afterAll(() => decoder.dispose());

    it('every k in random order, twice: the second time only the suffix is read', async () => {
      const ks = [...all, passages.length];
      for (const k of shuffled(ks, 1)) await expectAsFresh(all.slice(0, k));
      for (const k of shuffled(ks, 2)) {
        const { promptTokens, reusedTokens, segments } = await expectAsFresh(all.slice(0, k));
        const suffix = segments.slice(-2).reduce((sum, { tokens }) => sum + tokens, 0);
        expect(reusedTokens).toBe(promptTokens - suffix);
      }
    });

    it('another order and a passage left out reuse the longest unchanged prefix', async () => {
      await expectAsFresh(all);
      for (const left of shuffled(all, 3)) {
        const { reusedTokens, segments } = await expectAsFresh(all.filter((at) => at !== left));
        const before = segments.slice(0, 1 + left).reduce((sum, { tokens }) => sum + tokens, 0);
        expect(reusedTokens).toBeGreaterThanOrEqual(before);
      }
      await expectAsFresh([...all].reverse());
      await expectAsFresh(shuffled(all, 4));
      const { promptTokens, reusedTokens, segments } = await expectAsFresh(all);
      const suffix = segments.slice(-2).reduce((sum, { tokens }) => sum + tokens, 0);
      expect(reusedTokens).toBe(promptTokens - suffix);
    });
  });
}

/** Fisher and Yates, with a linear congruential generator so that a failure comes again. */
function shuffled(values: readonly number[], seed: number): number[] {
  const mixed = [...values];
  let random = seed;
  for (let at = mixed.length - 1; at > 0; at--) {
    random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
    const other = random % (at + 1);
    [mixed[at], mixed[other]] = [mixed[other] ?? 0, mixed[at] ?? 0];
  }
  return mixed;
}
