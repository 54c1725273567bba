import type { SplitSettings } from '../../contract';

type Settings = Extract<SplitSettings, { method: 'paragraphs' }>;

/** Even where long paragraphs are kept: no reader and no embedder sees more of a passage than its beginning. */
const LONGEST_PARAGRAPH = 20_000;

/**
 * LangChain's `CharacterTextSplitter` with its defaults (separator: an empty line), which the study used
 * (abarton51/MambaRALM, src/vector_store.py: chunk_size 1000, chunk_overlap 30), after `_merge_splits` of
 * langchain-text-splitters. Paragraphs are joined while they fit. The overlap repeats whole paragraphs, so with 30 characters
 * hardly ever one. A paragraph longer than a chunk stays whole there; `longParagraphs: 'cut'` cuts it at lines,
 * then words, then anywhere, as `RecursiveCharacterTextSplitter` does.
 */
export function splitParagraphs(text: string, settings: Settings): string[] {
  const longest =
    settings.longParagraphs === 'cut'
      ? settings.chunkCharacters
      : Math.max(LONGEST_PARAGRAPH, settings.chunkCharacters);
  return merge(text.split('\n\n'), '\n\n', ['\n', ' '], longest, settings);
}

function merge(
  pieces: readonly string[],
  separator: string,
  finer: readonly string[],
  longest: number,
  settings: Settings,
): string[] {
  const { chunkCharacters, overlapCharacters } = settings;
  const chunks: string[] = [];
  let open: string[] = [];
  let total = 0;
  const close = () => {
    const chunk = open.join(separator).trim();
    if (chunk !== '') chunks.push(chunk);
  };
  for (const piece of pieces) {
    if (piece === '') continue;
    const length = lengthOf(piece);
    if (length > longest) {
      close();
      open = [];
      total = 0;
      chunks.push(...cut(piece, finer, longest, settings));
      continue;
    }
    const joint = () => (open.length > 0 ? separator.length : 0);
    if (total + length + joint() > chunkCharacters) {
      if (open.length > 0) close();
      while (
        total > overlapCharacters ||
        (total + length + joint() > chunkCharacters && total > 0)
      ) {
        total -= lengthOf(open[0] ?? '') + (open.length > 1 ? separator.length : 0);
        open.shift();
      }
    }
    total += length + joint();
    open.push(piece);
  }
  close();
  return chunks;
}

function cut(
  piece: string,
  [separator, ...finer]: readonly string[],
  longest: number,
  settings: Settings,
): string[] {
  if (separator !== undefined)
    return merge(piece.split(separator), separator, finer, longest, settings);
  const characters = Array.from(piece);
  const step = Math.max(1, longest - settings.overlapCharacters);
  const chunks: string[] = [];
  for (let at = 0; at < characters.length; at += step) {
    chunks.push(characters.slice(at, at + longest).join(''));
    if (at + longest >= characters.length) break;
  }
  return chunks;
}

/** In characters as Python counts them: one outside the basic plane is one, not two. */
function lengthOf(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0xd800 && code < 0xdc00) length--;
  }
  return length;
}
