import type { en } from './en';
import { messages, type Language } from './languages';
import { fillMessage, type Message, type ParametersOf } from './message';

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
export type Arguments<K extends MessageKey> = keyof ParametersOf<ByKey[K]> extends never
  ? []
  : [ParametersOf<ByKey[K]>];
/** A key whose message takes no parameters. */
export type PlainKey = { [K in MessageKey]: Arguments<K> extends [] ? K : never }[MessageKey];

/** The message in a language that is named: for sentences that programs without a page write too. */
export function say<K extends MessageKey>(
  language: Language,
  key: K,
  ...[parameters]: Arguments<K>
): string {
  const message = find(language, key);
  return message === undefined ? key : fillMessage(language, message, parameters);
}

/** Whether there is such a message, for names that come from elsewhere. */
export const isMessage = (key: string): key is PlainKey => find('en', key) !== undefined;

function find(language: Language, key: string): Message | undefined {
  const dot = key.indexOf('.');
  const areas: Record<string, Record<string, Message>> = messages[language];
  return areas[key.slice(0, dot)]?.[key.slice(dot + 1)];
}
