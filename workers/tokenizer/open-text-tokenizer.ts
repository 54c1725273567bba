import { Tokenizer } from '@huggingface/tokenizers';
import { Failure } from '../failure';

export interface EncodedText {
  ids: number[];
  /** The text had more tokens than asked for. */
  truncated: boolean;
}

/** Plain text to token ids and back: no text, whatever it says, becomes a special token. */
export interface TextTokenizer {
  /** The first `maxTokens` ids of the text, equal to the first ids of encoding all of it. */
  encode(text: string, maxTokens: number): EncodedText;
  /** Every id as text, special tokens by their names. */
  decode(ids: readonly number[]): string;
  /** Ids of the special tokens by name, e.g. `<|question|>`. */
  readonly specialIds: ReadonlyMap<string, number>;
}

/**
 * Opens a byte-level BPE `tokenizer.json` (Hugging Face format), as bytes or parsed.
 * Throws `unusable-file` where the file is something else.
 */
export function openTextTokenizer(tokenizerJson: Uint8Array | object): TextTokenizer {
  const json = parse(tokenizerJson);
  // Without `added_tokens` the library cannot find special tokens in text: "<|answer|>" typed by a person is nine
  // characters. Their names are in the vocabulary too, so decoding still knows them, and no merge produces them.
  const tokenizer = new Tokenizer({ ...json, added_tokens: [] }, {});
  const { pre_tokenizer: splitter, model } = tokenizer;
  if (!splitter || !model) throw unusable('it has no pre-tokenizer or no model');

  let longestToken = 0;
  for (const token of model.tokens_to_ids.keys()) {
    longestToken = Math.max(longestToken, token.length);
  }

  return {
    specialIds: new Map(json.added_tokens.map(({ content, id }) => [content, id])),

    encode(text, maxTokens) {
      // A token stands for at most `longestToken` bytes, so the first maxTokens + 1 of them end before this. It bounds
      // the work on a text without spaces, whose single piece would cost more than linear time.
      const reachable = text.slice(0, (maxTokens + 2) * longestToken);
      // BPE never merges across the splitter's pieces and every piece gives at least one token, so the first
      // maxTokens + 1 pieces hold the first maxTokens + 1 tokens of the text. The rest need not be encoded.
      const pieces = splitter.pre_tokenize(reachable).slice(0, maxTokens + 1);
      const ids: number[] = [];
      for (const piece of pieces) {
        if (ids.length > maxTokens) break;
        for (const token of model.encode([piece])) {
          const id = model.tokens_to_ids.get(token);
          if (id === undefined) throw unusable(`its vocabulary lacks the byte token "${token}"`);
          ids.push(id);
        }
      }
      return { ids: ids.slice(0, maxTokens), truncated: ids.length > maxTokens };
    },

    decode: (ids) =>
      ids.length === 0 ? '' : tokenizer.decode([...ids], { clean_up_tokenization_spaces: false }),
  };
}

interface TokenizerJson {
  added_tokens: { content: string; id: number }[];
  pre_tokenizer: unknown;
}

function parse(tokenizerJson: Uint8Array | object): TokenizerJson {
  let value: unknown = tokenizerJson;
  if (tokenizerJson instanceof Uint8Array) {
    try {
      value = JSON.parse(new TextDecoder().decode(tokenizerJson));
    } catch (cause) {
      throw unusable('it is not JSON', cause);
    }
  }
  if (!isTokenizerJson(value)) throw unusable('it is not a byte-level BPE tokenizer');
  return { ...value, pre_tokenizer: withUnicodeDigits(value.pre_tokenizer) };
}

function isTokenizerJson(value: unknown): value is TokenizerJson {
  const json = value as {
    added_tokens?: unknown;
    model?: { type?: unknown; vocab?: unknown; merges?: unknown } | null;
    decoder?: { type?: unknown } | null;
    pre_tokenizer?: unknown;
  } | null;
  return (
    json?.model?.type === 'BPE' &&
    typeof json.model.vocab === 'object' &&
    Array.isArray(json.model.merges) &&
    json.decoder?.type === 'ByteLevel' &&
    typeof json.pre_tokenizer === 'object' &&
    Array.isArray(json.added_tokens) &&
    json.added_tokens.every(
      (token: { content?: unknown; id?: unknown } | null) =>
        typeof token?.content === 'string' && typeof token.id === 'number',
    )
  );
}

/**
 * The Rust tokenizer that trained the vocabulary splits off every Unicode number (½, ², ٣); the JavaScript library's
 * `Digits` sees 0–9 only. Said as a `Split` over \p{N}, both agree.
 */
function withUnicodeDigits(preTokenizer: unknown): unknown {
  const node = preTokenizer as { type?: unknown; pretokenizers?: unknown } | null;
  if (node?.type === 'Sequence' && Array.isArray(node.pretokenizers)) {
    return { ...node, pretokenizers: node.pretokenizers.map(withUnicodeDigits) };
  }
  if (node?.type !== 'Digits') return preTokenizer;
  const each = (node as { individual_digits?: unknown }).individual_digits === true;
  const pattern = { Regex: each ? '\\p{N}' : '\\p{N}+' };
  return { type: 'Split', pattern, behavior: 'Isolated', invert: false };
}

function unusable(reason: string, cause?: unknown): Failure {
  return new Failure('unusable-file', `tokenizer.json cannot be used: ${reason}.`, { cause });
}
