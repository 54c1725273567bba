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
  /** Name of the special token that the file puts before every text, if it does. */
  readonly beginToken: string | undefined;
  readonly largestId: number;
  /** Tokens, special ones included. */
  readonly size: number;
}

/**
 * Opens a BPE `tokenizer.json` (Hugging Face format), as bytes or parsed: byte-level, as the bundled readers, GPT-NeoX, Llama 3
 * and Qwen have it, or of SentencePiece's kind.
 * Throws `unusable-file` where the file is something else.
 */
export function openTextTokenizer(tokenizerJson: Uint8Array | object): TextTokenizer {
  const json = parse(tokenizerJson);
  const special = json.added_tokens.filter(({ special }) => special !== false);
  // Runs of spaces, as GPT-NeoX has them: tokens for text.
  const ordinary = json.added_tokens.filter(({ special }) => special === false);
  // Without special tokens in `added_tokens` the library cannot find them in text: "<|answer|>" typed by a person is nine
  // characters. No merge produces them.
  const plainJson = { ...json, added_tokens: ordinary, post_processor: null };
  let tokenizer: Tokenizer;
  try {
    tokenizer = new Tokenizer(plainJson, {});
  } catch (cause) {
    throw unusable('it uses a part that is not known', cause);
  }
  const { pre_tokenizer: splitter, model, normalizer } = tokenizer;
  if (!model) throw unusable('it has no model');

  let longestToken = 0;
  for (const token of model.tokens_to_ids.keys()) {
    longestToken = Math.max(longestToken, token.length);
  }
  const specialIds = new Map(special.map(({ content, id }) => [content, id]));
  const specialNames = new Map(special.map(({ content, id }) => [id, content]));
  const ids = [...model.tokens_to_ids.values(), ...specialIds.values()];

  /** Ids of the first `maxTokens + 1` tokens, or of some more. */
  function encodeReachable(text: string, maxTokens: number): number[] {
    if (normalizer || ordinary.length > 0 || !splitter) {
      return tokenizer.encode(text, { add_special_tokens: false }).ids;
    }
    // BPE never merges across the splitter's pieces and every piece gives at least one token, so the first
    // maxTokens + 1 pieces hold the first maxTokens + 1 tokens of the text. The rest need not be encoded.
    const found: number[] = [];
    for (const piece of splitter.pre_tokenize(text).slice(0, maxTokens + 1)) {
      if (found.length > maxTokens) break;
      for (const token of model?.encode([piece]) ?? []) {
        found.push(model?.tokens_to_ids.get(token) ?? NaN);
      }
    }
    return found;
  }

  return {
    specialIds,
    beginToken: beginTokenOf(json.post_processor, specialIds),
    largestId: ids.reduce((a, b) => Math.max(a, b), 0),
    size: new Set(ids).size,

    encode(text, maxTokens) {
      // A token stands for at most `longestToken` bytes, so the first maxTokens + 1 of them end before this. It bounds
      // the work on a text without spaces, whose single piece would cost more than linear time.
      const found = encodeReachable(text.slice(0, (maxTokens + 2) * longestToken), maxTokens);
      if (!found.every(Number.isInteger))
        throw unusable('its vocabulary lacks the token of a byte');
      return { ids: found.slice(0, maxTokens), truncated: found.length > maxTokens };
    },

    decode(all) {
      let text = '';
      let run: number[] = [];
      const endRun = () => {
        if (run.length > 0) text += tokenizer.decode(run, { clean_up_tokenization_spaces: false });
        run = [];
      };
      for (const id of all) {
        const name = specialNames.get(id);
        // Rows without a token, which pad an embedding matrix, stand for nothing.
        if (name === undefined && tokenizer.id_to_token(id) !== undefined) run.push(id);
        if (name === undefined) continue;
        endRun();
        text += name;
      }
      endRun();
      return text;
    },
  };
}

interface TokenizerJson {
  added_tokens: { content: string; id: number; special?: boolean }[];
  pre_tokenizer: unknown;
  post_processor: unknown;
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
  if (!isTokenizerJson(value)) throw unusable('it is not a BPE tokenizer');
  return {
    ...value,
    pre_tokenizer: withUnicodeDigits(value.pre_tokenizer ?? null),
    normalizer: (value as { normalizer?: unknown }).normalizer ?? null,
  } as TokenizerJson;
}

function isTokenizerJson(value: unknown): value is TokenizerJson {
  const json = value as {
    added_tokens?: unknown;
    model?: { type?: unknown; vocab?: unknown; merges?: unknown } | null;
    decoder?: unknown;
  } | null;
  return (
    json?.model?.type === 'BPE' &&
    typeof json.model.vocab === 'object' &&
    json.model.vocab !== null &&
    Object.values(json.model.vocab).every((id) => Number.isSafeInteger(id) && id >= 0) &&
    Array.isArray(json.model.merges) &&
    typeof json.decoder === 'object' &&
    json.decoder !== null &&
    Array.isArray(json.added_tokens) &&
    json.added_tokens.every(
      (token: { content?: unknown; id?: unknown } | null) =>
        typeof token?.content === 'string' && Number.isSafeInteger(token.id),
    )
  );
}

/** The first special token of a `TemplateProcessing`, e.g. Llama 3's `<|begin_of_text|>`. */
function beginTokenOf(
  processor: unknown,
  specialIds: ReadonlyMap<string, number>,
): string | undefined {
  type Processor = { processors?: unknown[]; single?: { SpecialToken?: { id?: unknown } }[] };
  const { processors, single } = (processor ?? {}) as Processor;
  for (const inner of processors ?? []) {
    const found = beginTokenOf(inner, specialIds);
    if (found) return found;
  }
  const name = single?.[0]?.SpecialToken?.id;
  return typeof name === 'string' && specialIds.has(name) ? name : undefined;
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
