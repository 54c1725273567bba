import type { PromptSegment, SegmentTokens } from '../contract';

export interface EncodedSegment {
  kind: PromptSegment['kind'];
  /** Token ids, the mark of its kind included; the first segment also holds the begin token. */
  ids: number[];
  truncated: boolean;
}

/** Text to token ids and back, by one model's tokenizer.json and prompt format. */
export interface PromptTokenizer {
  readonly endToken: number;
  /** Whether an answer is over after these ids though no `endToken` came: where the prompt format says so. */
  ends?(ids: readonly number[]): boolean;
  encode(segments: readonly PromptSegment[]): EncodedSegment[];
  /** Answer text: special tokens left out, surrounding space removed. */
  decodeAnswer(ids: readonly number[]): string;
  /** Everything, marks included, for 'show the whole prompt'. */
  decodePrompt(ids: readonly number[]): string;
}

export const countTokens = (segment: EncodedSegment): SegmentTokens => ({
  kind: segment.kind,
  tokens: segment.ids.length,
  truncated: segment.truncated,
});
