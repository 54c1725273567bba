import type { PromptSegment } from '../contract';
import { Failure } from '../failure';
import type { EncodedSegment, PromptTokenizer } from '../tokenizer/prompt-tokenizer';
import type { Decoder } from './decoder';
import { letMessagesIn } from './let-messages-in';
import type { PrefixTree } from './prefix-tree';

/** A reader at work: its model, its tokenizer and what it keeps of earlier prompts. */
export interface LoadedReader {
  decoder: Decoder;
  tokenizer: PromptTokenizer;
  prefixes: PrefixTree;
}

/** A prompt whose first segments the decoder knows already. */
export interface BegunPrompt {
  encoded: EncodedSegment[];
  promptIds: number[];
  reusedTokens: number;
  /** Segments to be read and remembered. */
  fresh: number[][];
  /** What comes behind the last passage. */
  rest: number[];
}

/** Throws `out-of-memory` where prompt and answer are longer than the reader can hold. */
export function encodePrompt(
  { decoder, tokenizer }: LoadedReader,
  segments: readonly PromptSegment[],
  answerTokens: number,
): EncodedSegment[] {
  const encoded = tokenizer.encode(segments);
  const promptTokens = encoded.reduce((sum, { ids }) => sum + ids.length, 0);
  if (decoder.maxTokens !== null && promptTokens + answerTokens > decoder.maxTokens) {
    throw new Failure(
      'out-of-memory',
      `The prompt has ${promptTokens} tokens; this reader can hold ${decoder.maxTokens - answerTokens}. Choose fewer passages.`,
    );
  }
  return encoded;
}

/** Puts the decoder behind the longest part of the prompt that an earlier one began with. */
export function beginPrompt(
  { prefixes }: LoadedReader,
  encoded: readonly EncodedSegment[],
): BegunPrompt {
  // What comes behind the last passage changes place with k, so its boundaries would never be used again.
  const lasting = 1 + encoded.findLastIndex(({ kind }, at) => kind === 'passage' || at === 0);
  const segmentIds = encoded.slice(0, lasting).map(({ ids }) => ids);
  const known = prefixes.resume(segmentIds);
  return {
    encoded: [...encoded],
    promptIds: encoded.flatMap(({ ids }) => ids),
    reusedTokens: segmentIds.slice(0, known).reduce((sum, ids) => sum + ids.length, 0),
    fresh: segmentIds.slice(known),
    rest: encoded.slice(lasting).flatMap(({ ids }) => ids),
  };
}

/**
 * Reads what is new of a prompt, but for its last `heldBack` tokens. Chunks never cross a segment, so that a prompt read on
 * from a snapshot sees the same chunks as a fresh one.
 */
export async function readPrompt(
  { decoder, prefixes }: LoadedReader,
  { fresh, rest, reusedTokens }: BegunPrompt,
  heldBack: number,
  onProgress: (doneTokens: number) => void,
  isWanted: () => boolean,
): Promise<void> {
  let doneTokens = reusedTokens;
  const read = async (ids: readonly number[]) => {
    for (let at = 0; at < ids.length && isWanted(); at += decoder.chunkTokens) {
      const chunk = ids.slice(at, at + decoder.chunkTokens);
      await decoder.prefill(chunk);
      doneTokens += chunk.length;
      onProgress(doneTokens);
      await letMessagesIn();
    }
  };
  for (const ids of fresh) {
    await read(ids);
    if (isWanted()) prefixes.remember(ids);
  }
  await read(rest.slice(0, rest.length - heldBack));
}
