import { Parser } from 'htmlparser2';

/** What no reader of the page would call its text; scripts are passed over like pictures, nothing runs. */
const NOT_READ = new Set(
  'script style template noscript svg math canvas object iframe select button nav'.split(' '),
);
const BLOCKS = new Set(
  (
    'address article aside blockquote body caption dd details dialog div dl dt fieldset figcaption figure footer form ' +
    'h1 h2 h3 h4 h5 h6 header hr li main ol p pre section summary table tbody tfoot thead tr ul'
  ).split(' '),
);

export interface HtmlText {
  /** Of the `<title>` element, else of the first heading; empty if there is neither. */
  title: string;
  text: string;
}

/** The words of an HTML document, paragraphs apart by an empty line. No DOM, so it works in a worker. */
export async function htmlToText(html: AsyncIterable<string>): Promise<HtmlText> {
  let text = '';
  let title = '';
  let heading = '';
  let passedOver = 0;
  const inside: string[] = [];
  const parser = new Parser(
    {
      onopentag(name) {
        if (NOT_READ.has(name)) passedOver++;
        if (name === 'title' || name === 'h1') inside.push(name);
        if (BLOCKS.has(name)) text += '\n\n';
        if (name === 'br') text += '\n';
        if (name === 'td' || name === 'th') text += ' ';
      },
      ontext(words) {
        if (passedOver > 0) return;
        const within = inside.at(-1);
        if (within === 'title') {
          title += words;
          return;
        }
        if (within === 'h1' && heading.length < 300) heading += words;
        text += words.replace(/\s+/g, ' ');
      },
      onclosetag(name) {
        if (NOT_READ.has(name)) passedOver--;
        if (name === inside.at(-1)) inside.pop();
        if (BLOCKS.has(name)) text += '\n\n';
      },
    },
    { decodeEntities: true, lowerCaseTags: true },
  );
  for await (const piece of html) parser.write(piece);
  parser.end();
  return {
    title: fold(title) || fold(heading),
    text: text
      .split(/\n\s*\n/)
      .map((paragraph) =>
        paragraph
          .replace(/[^\S\n]+/g, ' ')
          .replace(/ ?\n ?/g, '\n')
          .trim(),
      )
      .filter((paragraph) => paragraph !== '')
      .join('\n\n'),
  };
}

const fold = (text: string) => text.replace(/\s+/g, ' ').trim();
