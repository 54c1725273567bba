/** A piece of text; `marked` where it is one of the phrases. */
export interface TextPiece {
  text: string;
  marked: boolean;
}

const WORD = /[\p{L}\p{N}]/u;

/** Cuts a text where one of the phrases stands as whole words, whatever its case. The pieces join to the text. */
export function markText(text: string, phrases: readonly string[]): TextPiece[] {
  const wanted = phrases
    .map((phrase) => phrase.trim())
    .filter((phrase) => WORD.test(phrase))
    .sort((a, b) => b.length - a.length)
    .map((phrase) => phrase.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (wanted.length === 0) return text === '' ? [] : [{ text, marked: false }];

  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${wanted.join('|')})(?![\\p{L}\\p{N}])`, 'giu');
  const pieces: TextPiece[] = [];
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), marked: false });
    pieces.push({ text: match[0], marked: true });
    end = match.index + match[0].length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), marked: false });
  return pieces;
}
