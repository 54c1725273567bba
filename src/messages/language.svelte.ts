import { messages, chooseLanguage, languages, type Language } from './languages';
import { fillMessage, writeNumber, type Message, type ParametersOf } from './message';
import type { en } from './en';

type Areas = typeof en;
type MessageAt = {
  [A in keyof Areas]: {
    [N in keyof Areas[A] & string as `${A}.${N}`]: Areas[A][N];
  };
}[keyof Areas];
type Union<U> = (U extends unknown ? (one: U) => void : never) extends (one: infer I) => void
  ? I
  : never;
type ByKey = Union<MessageAt>;

/** `area.name`, as in `ask.cancel`. */
export type MessageKey = keyof ByKey;
type Arguments<K extends MessageKey> = keyof ParametersOf<ByKey[K]> extends never
  ? []
  : [ParametersOf<ByKey[K]>];
/** A key whose message takes no parameters. */
export type PlainKey = { [K in MessageKey]: Arguments<K> extends [] ? K : never }[MessageKey];

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
export function t<K extends MessageKey>(key: K, ...[parameters]: Arguments<K>): string {
  const message = find(key);
  return message === undefined ? key : fillMessage(pageLanguage.current, message, parameters);
}

/** Whether there is such a message, for names that come from elsewhere. */
export const isMessage = (key: string): key is PlainKey => find(key) !== undefined;

function find(key: string): Message | undefined {
  const dot = key.indexOf('.');
  const areas: Record<string, Record<string, Message>> = messages[pageLanguage.current];
  return areas[key.slice(0, dot)]?.[key.slice(dot + 1)];
}

/** A number as the language of the page writes it. */
export const formatNumber = (value: number, digits = 0): string =>
  writeNumber(pageLanguage.current, value, digits);
