import type { PromptSegment, PromptTemplate } from '../contract';
import type { TextTokenizer } from './open-text-tokenizer';
import type { PromptTokenizer } from './prompt-tokenizer';

/** Longest values; a question or passage beyond is cut, and the page says so. */
const QUESTION_TOKENS = 128;
const PASSAGE_TOKENS = 512;
/** Longer than any template with its values. */
const PIECE_TOKENS = 8192;

type Value = { name: string; text: string; maxTokens: number };

/**
 * The prompt of a foreign model, by a template of text. Special tokens are made of the template only: in a question or a
 * passage their names are plain text.
 * @param endTokens any of them ends an answer; the first is the one that decoders look for
 */
export function openTemplateTokenizer(
  tokenizer: TextTokenizer,
  template: PromptTemplate,
  endTokens: readonly number[],
): PromptTokenizer {
  const specials = [...tokenizer.specialIds.keys()].sort((a, b) => b.length - a.length);
  const specialIds = new Set(tokenizer.specialIds.values());
  const atSpecials = new RegExp(`(${specials.map(escape).join('|') || '(?!)'})`);
  const plain = (ids: readonly number[]) =>
    tokenizer.decode(ids.filter((id) => !specialIds.has(id))).trimStart();
  const stopAt = (text: string) =>
    Math.min(
      text.length,
      ...template.stops.map((stop) => text.indexOf(stop)).filter((at) => at >= 0),
    );

  function cut({ name, text, maxTokens }: Value): {
    name: string;
    text: string;
    truncated: boolean;
  } {
    const { ids, truncated } = tokenizer.encode(text, maxTokens);
    // A token may be half a character: what does not decode is left out.
    return {
      name,
      text: truncated ? tokenizer.decode(ids).replace(/\uFFFD+$/, '') : text,
      truncated,
    };
  }

  function render(form: string, values: readonly Value[]) {
    const cutValues = values.map(cut);
    const byName = new Map(cutValues.map(({ name, text }) => [name, text]));
    const ids = form.split(atSpecials).flatMap((part) => {
      const special = tokenizer.specialIds.get(part);
      if (special !== undefined) return [special];
      const text = part.replace(/\{(\w+)\}/g, (all, name: string) => byName.get(name) ?? all);
      return tokenizer.encode(text, PIECE_TOKENS).ids;
    });
    return { ids, truncated: cutValues.some(({ truncated }) => truncated) };
  }

  function encodeOne(segment: PromptSegment, index: number, number: number) {
    switch (segment.kind) {
      case 'question':
        return render(index === 0 ? template.opening : template.closing, [
          { name: 'question', text: segment.text.trim(), maxTokens: QUESTION_TOKENS },
        ]);
      case 'passage':
        return render(template.passage, [
          { name: 'number', text: String(number), maxTokens: 8 },
          { name: 'title', text: segment.title, maxTokens: QUESTION_TOKENS },
          { name: 'text', text: segment.text, maxTokens: PASSAGE_TOKENS },
        ]);
      case 'answer':
        return { ids: [], truncated: false };
    }
  }

  return {
    endToken: endTokens[0] ?? -1,
    encode: (segments) => {
      let passages = 0;
      return segments.map((segment, index) => {
        if (segment.kind === 'passage') passages++;
        return { kind: segment.kind, ...encodeOne(segment, index, passages) };
      });
    },
    ends(ids) {
      const text = plain(ids);
      return endTokens.includes(ids.at(-1) ?? -1) || stopAt(text) < text.length;
    },
    decodeAnswer(ids) {
      const text = plain(ids);
      return text.slice(0, stopAt(text)).trim();
    },
    decodePrompt: (ids) => tokenizer.decode(ids),
  };
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
