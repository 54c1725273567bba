import { expect, it } from 'vitest';
import { tokenTexts } from './token-texts';

const decode = (bytes: readonly number[]) => new TextDecoder().decode(Uint8Array.from(bytes));
const encode = (text: string) => [...new TextEncoder().encode(text)];

it('gives a character of several tokens to the first of them', () => {
  expect(tokenTexts(encode('a€b'), decode)).toEqual(['a', '€', '', '', 'b']);
  expect(tokenTexts(encode('🎈'), decode)).toEqual(['🎈', '', '', '']);
});

it('goes on behind bytes that are no character', () => {
  expect(tokenTexts([0xe2, 0x82, ...encode('ok')], decode)).toEqual(['\uFFFD', '\uFFFD', 'o', 'k']);
});
