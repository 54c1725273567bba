import { expect, it } from 'vitest';
import { markText } from './mark-text';

const marked = (text: string, phrases: string[]) =>
  markText(text, phrases)
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('');

it.each([
  ['The Nile flows.', ['nile'], 'The [Nile] flows.'],
  ['Juvenile Nile', ['Nile'], 'Juvenile [Nile]'],
  ['New York and York', ['York', 'New York'], '[New York] and [York]'],
  ['costs $5 (five)', ['$5', '(five)'], 'costs [$5] [(five)]'],
  ['1967, not 19670', ['1967'], '[1967], not 19670'],
  ['Ærø is Danish', ['ærø'], '[Ærø] is Danish'],
  ['<b>Nile</b>', ['Nile'], '<b>[Nile]</b>'],
  ['nothing', ['', ' ', '?'], 'nothing'],
  ['', ['x'], ''],
])('%j with %j → %j', (text, phrases, expected) => {
  expect(marked(text, phrases)).toBe(expected);
  expect(
    markText(text, phrases)
      .map((piece) => piece.text)
      .join(''),
  ).toBe(text);
});
