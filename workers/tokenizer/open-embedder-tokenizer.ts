import { Tokenizer } from '@huggingface/tokenizers';
import { Failure } from '../failure';
import type { EncodedText } from './open-text-tokenizer';

/** Text to the ids that an embedder reads, the special tokens around it included. */
export interface EmbedderTokenizer {
  encode(text: string, maxTokens: number): EncodedText;
  readonly largestId: number;
}

/**
 * Opens any `tokenizer.json` that the library knows, WordPiece (BERT) among them. No text becomes a special token: "[SEP]"
 * typed by a person is three characters of text and brackets. Throws `unusable-file`.
 */
export function openEmbedderTokenizer(json: object): EmbedderTokenizer {
  const { added_tokens: added } = json as { added_tokens?: { special?: boolean }[] };
  let tokenizer: Tokenizer;
  let around: number[];
  let before: number;
  try {
    const ordinary = (added ?? []).filter(({ special }) => special === false);
    tokenizer = new Tokenizer({ ...json, added_tokens: ordinary }, {});
    around = tokenizer.encode('').ids;
    // Where the text begins among the special tokens.
    before = tokenizer.encode('a').ids.findIndex((id, at) => id !== around[at]);
  } catch (cause) {
    throw unusable('it uses a part that is not known', cause);
  }
  const vocabulary = tokenizer.model?.tokens_to_ids;
  if (!vocabulary || !around.every(Number.isInteger)) throw unusable('it has no vocabulary');
  const longest = [...vocabulary.keys()].reduce((most, { length }) => Math.max(most, length), 1);

  return {
    largestId: [...vocabulary.values()].reduce((most, id) => Math.max(most, id), 0),
    encode(text, maxTokens) {
      const room = maxTokens - around.length;
      // Bounds the work on very long texts; what is left is more than enough to fill the room.
      const reachable = text.slice(0, (room + 2) * longest);
      const { ids } = tokenizer.encode(reachable, { add_special_tokens: false });
      if (!ids.every(Number.isInteger)) throw unusable('its vocabulary lacks a token for unknowns');
      return {
        ids: [...around.slice(0, before), ...ids.slice(0, room), ...around.slice(before)],
        truncated: ids.length > room,
      };
    },
  };
}

function unusable(reason: string, cause?: unknown): Failure {
  return new Failure('unusable-file', `tokenizer.json cannot be used: ${reason}.`, { cause });
}
