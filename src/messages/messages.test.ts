import { describe, expect, it } from 'vitest';
import { pageLanguage, t, formatNumber } from './language.svelte';
import { chooseLanguage, languageNames, languages, messages } from './languages';
import { fillMessage, type Message } from './message';
import { isMessage } from './say';

const { en } = messages;
const flat = (areas: Record<string, Record<string, Message>>) =>
  Object.entries(areas).flatMap(([area, texts]) =>
    Object.entries(texts).map(([name, message]) => ({ key: `${area}.${name}`, message })),
  );
const formsOf = (message: Message) =>
  typeof message === 'string' ? [message] : Object.values(message);
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const parametersOf = (text: string) =>
  [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort();

describe.each(languages.filter((language) => language !== 'en'))('%s', (language) => {
  const translated = new Map(flat(messages[language]).map(({ key, message }) => [key, message]));

  it('has every message and no other', () => {
    expect([...translated.keys()].sort()).toEqual(
      flat(en)
        .map(({ key }) => key)
        .sort(),
    );
  });

  it('says something for each, with the same parameters', () => {
    for (const { key, message } of flat(en)) {
      const wanted = parametersOf(formsOf(message).join());
      for (const form of formsOf(translated.get(key) ?? '')) {
        expect(form.trim(), key).not.toBe('');
        // A plural form may leave out the number ("die Passage").
        const named = parametersOf(form).filter((name) => name !== 'count');
        expect(named, key).toEqual(wanted.filter((name) => name !== 'count'));
      }
    }
  });

  it('leaves no sentence in English', () => {
    const same = flat(en).filter(({ key, message }) => {
      const text = formsOf(message).join(' ');
      const words = text.replace(/\{\w+\}/g, '').match(/\p{L}{2,}/gu) ?? [];
      return words.length > 2 && text === formsOf(translated.get(key) ?? '').join(' ');
    });
    expect(same).toEqual([]);
  });
});

it('is all used: every key stands in the source, or follows from a template there', () => {
  const sources = import.meta.glob<string>(['../**/*.{ts,svelte}', '!./*/**', '!../**/*.test.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  });
  const source = Object.values(sources).join('\n');
  // `area.name-${one}` names whatever begins so.
  const templates = [...source.matchAll(/`([a-z]+\.[^`]*\$\{[^`]*)`/gi)].map(
    ([, text = '']) =>
      new RegExp(
        `^${text
          .split(/\$\{[^}]*\}/)
          .map(escaped)
          .join('.+')}$`,
      ),
  );
  const unused = flat(en)
    .map(({ key }) => key)
    .filter((key) => !source.includes(`'${key}'`) && !templates.some((one) => one.test(key)));
  expect(unused).toEqual([]);
});

it('writes numbers and plurals as the language does', () => {
  const tokens = { one: '{count} token', other: '{count} tokens' };
  expect(fillMessage('en', tokens, { count: 1 })).toBe('1 token');
  expect(fillMessage('en', tokens, { count: 0 })).toBe('0 tokens');
  expect(fillMessage('fr', tokens, { count: 0 })).toBe('0 token');
  expect(fillMessage('de', '{n} von {m}', { n: 12345, m: 1234 })).toBe('12.345 von 1234');
  expect(fillMessage('en', '{title} costs', { title: '{count} $& <b>' })).toBe(
    '{count} $& <b> costs',
  );
});

it('takes the first wish that it speaks', () => {
  expect(chooseLanguage(['pt-BR', 'fr-CH', 'de'])).toBe('fr');
  expect(chooseLanguage(['nl', 'constructor', undefined, null])).toBe('en');
  expect(Object.keys(languageNames)).toEqual([...languages]);
});

it('speaks the language of the page', () => {
  expect(t('readers.reused', { reused: 7, tokens: 9 })).toBe('reused 7 of 9 tokens');
  pageLanguage.current = 'de';
  expect(t('readers.reused', { reused: 7, tokens: 9 })).toBe('7 von 9 Tokens wiederverwendet');
  expect(formatNumber(0.5, 2)).toBe('0,50');
  pageLanguage.current = 'en';
  expect(isMessage('shell.view-ask')).toBe(true);
  expect(isMessage('shell.view-nowhere')).toBe(false);
});

it('is checked by types', () => {
  // @ts-expect-error no such message
  t('readers.nothing');
  // @ts-expect-error a parameter is missing
  t('readers.reused', { reused: 7 });
  // @ts-expect-error a message that takes none
  t('ask.cancel', { count: 1 });
});
