import type { PromptSegment } from '../contract';
import { Failure } from '../failure';
import type { EncodedSegment, PromptTokenizer } from '../tokenizer/prompt-tokenizer';
import type { Decoder, Snapshot } from './decoder';
import { letMessagesIn } from './let-messages-in';
import { planReading } from './plan-reading';
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

/** Reads what is new of a prompt, but for its last `heldBack` tokens. */
export async function readPrompt(
  { decoder, prefixes }: LoadedReader,
  { fresh, rest, reusedTokens }: BegunPrompt,
  heldBack: number,
  onProgress: (doneTokens: number) => void,
  isWanted: () => boolean,
): Promise<void> {
  const { together } = decoder;
  let doneTokens = reusedTokens;
  for (const pieces of planReading(fresh, rest.slice(0, rest.length - heldBack), decoder)) {
    if (!isWanted()) return;
    const all = pieces.map(({ ids }) => ids);
    let contexts: Snapshot[] = [];
    if (together && pieces.length > 1) contexts = await together.prefill(all);
    else for (const ids of all.filter(({ length }) => length > 0)) await decoder.prefill(ids);
    for (const [at, { remembered }] of pieces.entries()) {
      if (remembered) prefixes.remember(remembered, contexts[at]);
    }
    doneTokens += all.flat().length;
    onProgress(doneTokens);
    await letMessagesIn();
  }
}
