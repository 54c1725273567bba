import { expect, it } from 'vitest';
import { readUrlState, writeUrlState, type UrlState } from './url-state';

const defaults: UrlState = {
  question: '',
  k: 5,
  architecture: 'both',
  backend: 'auto',
  oracle: false,
  atOnce: false,
  corpus: '',
  search: 'meaning',
  language: undefined,
  classMode: false,
  predictFirst: false,
};

it('leaves defaults out of the link', () => {
  expect(readUrlState('')).toEqual(defaults);
  expect(writeUrlState(defaults)).toBe('');
});

it('brings back what it wrote', () => {
  const state: UrlState = {
    question: 'Who wrote "Ärger & <b>Freude</b>"?',
    k: 0,
    architecture: 'mamba',
    backend: 'cpu',
    oracle: true,
    atOnce: true,
    corpus: 'a1b2-c3',
    search: 'words',
    language: 'fr',
    classMode: true,
    predictFirst: true,
  };
  expect(readUrlState(writeUrlState(state))).toEqual(state);
});

it.each([
  '?k=-1',
  '?k=21',
  '?k=2.5',
  '?k=x',
  '?k=',
  '?read=rnn',
  '?backend=tpu',
  '?corpus=../x',
  '?search=luck',
  '?lang=../en',
  '?lang=constructor',
])('takes the default for %s', (search) => expect(readUrlState(search)).toEqual(defaults));

it('does not write a question that no link can carry', () => {
  expect(writeUrlState({ ...defaults, question: 'x'.repeat(2001) })).toBe('');
});
