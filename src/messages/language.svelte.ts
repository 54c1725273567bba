import { chooseLanguage, languages, type Language } from './languages';
import { writeList, writeNumber } from './message';
import { say, type Arguments, type MessageKey } from './say';

const KEPT = 'language';

/** The language of the page: the link's, else the one chosen here before, else the browser's. */
class PageLanguage {
  current = $state<Language>('en');
  /** Chosen by a person or a link, and so part of the link; otherwise each browser has its own. */
  chosen = $state<Language>();

  start(linked: Language | undefined): void {
    const kept = languages.find((language) => language === readKept());
    this.chosen = linked ?? kept;
    this.#use(this.chosen ?? chooseLanguage(navigator.languages));
  }

  choose(language: Language): void {
    this.chosen = language;
    this.#use(language);
    try {
      localStorage.setItem(KEPT, language);
    } catch {
      // No storage: the link still holds it.
    }
  }

  #use(language: Language): void {
    this.current = language;
    document.documentElement.lang = language;
  }
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}

export const pageLanguage = new PageLanguage();

/** The message in the language of the page; read in a template, it follows the language. */
export const t = <K extends MessageKey>(key: K, ...parameters: Arguments<K>): string =>
  say(pageLanguage.current, key, ...parameters);

/** A number as the language of the page writes it. */
export const formatNumber = (value: number, digits = 0): string =>
  writeNumber(pageLanguage.current, value, digits);

/** A number whose size is not known beforehand, with so many digits that count. */
export const formatSignificant = (value: number, digits: number): string =>
  value.toLocaleString(pageLanguage.current, {
    minimumSignificantDigits: digits,
    maximumSignificantDigits: digits,
  });

export const formatList = (words: readonly string[]): string =>
  writeList(pageLanguage.current, words);
