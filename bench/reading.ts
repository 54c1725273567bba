import type { Decoder } from '../workers/reader/decoder';
import { PrefixTree } from '../workers/reader/prefix-tree';
import { beginPrompt, readPrompt } from '../workers/reader/read-prompt';
import type { EncodedSegment, PromptTokenizer } from '../workers/tokenizer/prompt-tokenizer';
import { repeat, summarise, type Times } from './kernel-times';

/** Reading of a prompt as the page does it, with a context kept behind each passage; wall times. */
export interface ReadingTimes {
  passages: number;
  tokens: number;
  /** As the page reads now, and segment by segment, 256 tokens at most, each awaited before the next: as it did before. */
  way: 'together' | 'one by one';
  /** From nothing. */
  milliseconds: Times;
  /** One passage more than was read before: that passage and the question again. */
  oneMoreMilliseconds: Times;
}

/** About what the bundled prompts have: in the recorded ones a passage is 80 to 95 tokens with its mark. */
const QUESTION_TOKENS = 16;
const PASSAGE_TOKENS = 88;
const REST_TOKENS = 20;
const CHUNK_BEFORE = 256;

export async function benchReading(
  decoder: Decoder,
  vocabulary: number,
  counts: readonly number[],
  save: (times: readonly ReadingTimes[]) => void,
): Promise<void> {
  const ways = [
    ['together', decoder],
    ['one by one', { ...decoder, together: undefined, chunkTokens: CHUNK_BEFORE }],
  ] as const;
  const times: ReadingTimes[] = [];
  for (const passages of counts) {
    for (const [way, decoder] of ways) {
      const oneMore: number[] = [];
      const milliseconds = await repeat(async () => {
        const prefixes = new PrefixTree(decoder);
        const fresh = await timeReading(decoder, prefixes, promptOf(passages, vocabulary));
        oneMore.push(await timeReading(decoder, prefixes, promptOf(passages + 1, vocabulary)));
        prefixes.clear();
        return fresh;
      });
      const tokens = promptOf(passages, vocabulary).flatMap(({ ids }) => ids).length;
      const oneMoreMilliseconds = summarise(oneMore.slice(1));
      times.push({
        passages,
        tokens,
        way,
        milliseconds: summarise(milliseconds),
        oneMoreMilliseconds,
      });
      save(times);
    }
  }
}

async function timeReading(decoder: Decoder, prefixes: PrefixTree, encoded: EncodedSegment[]) {
  const reader = { decoder, prefixes, tokenizer: noTokenizer };
  const start = performance.now();
  const prompt = beginPrompt(reader, encoded);
  await readPrompt(
    reader,
    prompt,
    0,
    () => undefined,
    () => true,
  );
  return performance.now() - start;
}

/** Prompts come encoded. */
const noTokenizer: PromptTokenizer = {
  endToken: -1,
  encode: () => [],
  decodeAnswer: () => '',
  decodePrompt: () => '',
};

function promptOf(passages: number, vocabulary: number): EncodedSegment[] {
  const segment = (kind: EncodedSegment['kind'], tokens: number, seed: number): EncodedSegment => ({
    kind,
    ids: Array.from({ length: tokens }, (_, i) => (seed * 977 + i * 7) % vocabulary),
    truncated: false,
  });
  return [
    segment('question', QUESTION_TOKENS, 0),
    ...Array.from({ length: passages }, (_, at) => segment('passage', PASSAGE_TOKENS, 1 + at)),
    segment('question', REST_TOKENS, 0),
  ];
}
