import type { SplitSettings } from '../../contract';
import { splitPassages } from '../../retrieval/split-passages';
import { splitParagraphs } from './split-paragraphs';

/** Longer texts are cut in stretches of about this, each by itself, so that no text has to be whole in memory. */
const STRETCH_CHARACTERS = 200_000;

/** The passages of one document. */
export async function* splitText(
  text: AsyncIterable<string>,
  settings: SplitSettings,
): AsyncGenerator<string> {
  for await (const stretch of stretches(text)) yield* splitStretch(stretch, settings);
}

export function splitStretch(text: string, settings: SplitSettings): string[] {
  const unix = text.replace(/\r\n?/g, '\n');
  return settings.method === 'sentences'
    ? splitPassages(unix, settings)
    : splitParagraphs(unix, settings);
}

/** Cuts at the end of a paragraph if there is one, else of a line, a sentence, a word. */
async function* stretches(text: AsyncIterable<string>): AsyncGenerator<string> {
  let open = '';
  for await (const piece of text) {
    open += piece;
    while (open.length > 2 * STRETCH_CHARACTERS) {
      const at = cutAt(open);
      yield open.slice(0, at);
      open = open.slice(at);
    }
  }
  if (open.trim() !== '') yield open;
}

function cutAt(text: string): number {
  for (const end of ['\n\n', '\n', '. ', ' ']) {
    const at = text.lastIndexOf(end, STRETCH_CHARACTERS);
    if (at > STRETCH_CHARACTERS / 2) return at + end.length;
  }
  const code = text.charCodeAt(STRETCH_CHARACTERS);
  const lowSurrogate = code >= 0xdc00 && code < 0xe000;
  return lowSurrogate ? STRETCH_CHARACTERS + 1 : STRETCH_CHARACTERS;
}
