/** A UTF-8 character has at most four bytes, so at most four tokens. */
const MOST_TOKENS = 4;

/**
 * The text of each token. Of tokens that are parts of one character the first gets the character and the others nothing.
 * @param decode the text of some tokens; U+FFFD stands for what is no whole character
 */
export function tokenTexts(
  ids: readonly number[],
  decode: (ids: readonly number[]) => string,
): string[] {
  const texts: string[] = [];
  for (let at = 0; at < ids.length;) {
    let count = 1;
    let text = decode(ids.slice(at, at + 1));
    while (text.includes('\uFFFD') && count < MOST_TOKENS && at + count < ids.length) {
      text = decode(ids.slice(at, at + ++count));
    }
    if (text.includes('\uFFFD')) {
      count = 1;
      text = decode(ids.slice(at, at + 1));
    }
    texts.push(text, ...new Array<string>(count - 1).fill(''));
    at += count;
  }
  return texts;
}
