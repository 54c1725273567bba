export interface SplitOptions {
  /** Passages grow to about this many characters: a sentence that would pass it begins the next one. */
  targetCharacters: number;
  /** Sentences longer than this are cut at a space, or anywhere if they have none. */
  maxCharacters: number;
}

export const PACK_SPLIT: SplitOptions = { targetCharacters: 600, maxCharacters: 900 };

/**
 * Cuts an article into passages at sentence boundaries. Passages are even: an article of 1,300 characters gives two of
 * 650 rather than one of 600, one of 600 and a scrap of 100. Paragraph ends count as sentence ends.
 */
export function splitPassages(text: string, options: SplitOptions = PACK_SPLIT): string[] {
  const sentences = text
    .split(/\n\s*\n/)
    .flatMap((paragraph) => sentencesOf(paragraph.trim()))
    .flatMap((sentence) => cutLong(sentence, options.maxCharacters));
  const total = sentences.reduce((sum, { length }) => sum + length + 1, 0);
  const count = Math.max(1, Math.round(total / options.targetCharacters));
  const goal = total / count;

  const passages: string[] = [];
  let passage = '';
  let done = 0;
  for (const sentence of sentences) {
    const grown = passage === '' ? sentence : `${passage} ${sentence}`;
    // The boundary goes where it is nearest to the even share.
    const passesGoal = done + grown.length - sentence.length / 2 > goal * (passages.length + 1);
    if (passage !== '' && (passesGoal || grown.length > options.maxCharacters)) {
      passages.push(passage);
      done += passage.length + 1;
      passage = sentence;
    } else {
      passage = grown;
    }
  }
  if (passage !== '') passages.push(passage);
  return passages;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
/** Intl's rules end a sentence after these; nobody else does. */
const ABBREVIATION = /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|St|Prof|Jr|Sr|Mt|No|vs|c|ca|[A-Z])\.$/;

function sentencesOf(paragraph: string): string[] {
  const sentences: string[] = [];
  let open = '';
  for (const { segment } of segmenter.segment(paragraph)) {
    open += segment;
    if (ABBREVIATION.test(open.trimEnd())) continue;
    sentences.push(open.trim());
    open = '';
  }
  if (open.trim() !== '') sentences.push(open.trim());
  return sentences.filter((sentence) => sentence !== '');
}

function cutLong(sentence: string, maxCharacters: number): string[] {
  const pieces: string[] = [];
  let rest = sentence;
  while (rest.length > maxCharacters) {
    const space = rest.lastIndexOf(' ', maxCharacters);
    const at = space > maxCharacters / 2 ? space : maxCharacters;
    pieces.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  return rest === '' ? pieces : [...pieces, rest];
}
