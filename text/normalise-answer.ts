const PUNCTUATION = /[!"#$%&'()*+,\-./:;<=>?@[\\\]^_`{|}~‘’´]/g;
/** Python's \b knows letters of every script; JavaScript's takes the 'a' of 'aérien' for an article. */
const ARTICLE = /(?<![\p{L}\p{N}])(?:a|an|the)(?![\p{L}\p{N}])/gu;

/** Lower case, punctuation to spaces, no articles, white space folded. */
export function normaliseAnswer(text: string): string {
  return text
    .toLowerCase()
    .replace(PUNCTUATION, ' ')
    .replace(ARTICLE, ' ')
    .split(/\s+/)
    .filter(Boolean)
    .join(' ');
}
