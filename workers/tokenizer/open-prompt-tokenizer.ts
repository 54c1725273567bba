import type { PromptSegment } from '../contract';
import { Failure } from '../failure';
import { openTextTokenizer } from './open-text-tokenizer';
import type { PromptTokenizer } from './prompt-tokenizer';

/** Longest question and passage, in tokens, that the readers saw in training. */
export const QUESTION_TOKENS = 64;
export const PASSAGE_TOKENS = 320;

/**
 * The prompt format of the bundled readers, over one model's `tokenizer.json`:
 *
 *     <|endoftext|> <|question|> Q (<|passage|> P)×k <|question|> Q <|answer|>
 *
 * Q = " " + question (at most 64 tokens), P = " " + title + ": " + text (at most 320).
 */
export function openPromptTokenizer(tokenizerJson: Uint8Array | object): PromptTokenizer {
  const text = openTextTokenizer(tokenizerJson);
  const special = (name: string): number => {
    const id = text.specialIds.get(name);
    if (id === undefined) {
      throw new Failure('unusable-file', `tokenizer.json has no special token "${name}".`);
    }
    return id;
  };
  const endToken = special('<|endoftext|>');
  const marks = {
    question: special('<|question|>'),
    passage: special('<|passage|>'),
    answer: special('<|answer|>'),
  };
  const specialIds = new Set(text.specialIds.values());

  const body = (segment: PromptSegment) => {
    switch (segment.kind) {
      case 'question':
        return text.encode(` ${segment.text}`, QUESTION_TOKENS);
      case 'passage':
        return text.encode(` ${segment.title}: ${segment.text}`, PASSAGE_TOKENS);
      case 'answer':
        return { ids: [], truncated: false };
    }
  };

  return {
    endToken,
    encode: (segments) =>
      segments.map((segment, index) => {
        const { ids, truncated } = body(segment);
        const begin = index === 0 ? [endToken] : [];
        return { kind: segment.kind, ids: [...begin, marks[segment.kind], ...ids], truncated };
      }),
    decodeAnswer: (ids) => text.decode(ids.filter((id) => !specialIds.has(id))).trim(),
    decodePrompt: (ids) => text.decode(ids),
  };
}
