/** A text with `{names}` in it, or one for each plural form of the language, chosen by the parameter `count`. */
export type Message = string | Plural;
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { readonly other: string };

/** Texts of one part of the page, by name. */
export type Area = Readonly<Record<string, Message>>;

/** What another language has to say for these areas: the same names, plural forms where English has them. */
export type Translated<Areas> = {
  readonly [A in keyof Areas]: {
    readonly [N in keyof Areas[A]]: Areas[A][N] extends string ? string : Plural;
  };
};

type Names<Text> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Names<Rest>
  : never;

/** Parameters of a message: `'{done} of {total}'` needs `done` and `total`; a plural needs `count`. */
export type ParametersOf<M> = M extends { other: infer Text }
  ? { count: number } & Record<Exclude<Names<Text>, 'count'>, string | number>
  : Record<Names<M>, string | number>;

/** A number as the language writes it, with exactly so many digits after the point. */
export function writeNumber(language: string, value: number, digits = 0): string {
  const key = `${language} ${digits}`;
  const known = numberFormats.get(key);
  if (known) return known.format(value);
  const format = new Intl.NumberFormat(language, {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    useGrouping: 'min2', // 1234, 12,345
  });
  numberFormats.set(key, format);
  return format.format(value);
}

/** `a, b and c` as the language writes it. */
export function writeList(language: string, words: readonly string[]): string {
  // British English has no comma before the last.
  const locale = language === 'en' ? 'en-GB' : language;
  return new Intl.ListFormat(locale).format(words);
}

const numberFormats = new Map<string, Intl.NumberFormat>();
const pluralRules = new Map<string, Intl.PluralRules>();

/** The message with its parameters filled in. A number is written as a whole one; others come as text. */
export function fillMessage(
  language: string,
  message: Message,
  parameters: Readonly<Record<string, string | number>> = {},
): string {
  const text =
    typeof message === 'string' ? message : choosePlural(language, message, parameters['count']);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? writeNumber(language, value) : value;
  });
}

function choosePlural(language: string, message: Plural, count: unknown): string {
  let rules = pluralRules.get(language);
  if (!rules) pluralRules.set(language, (rules = new Intl.PluralRules(language)));
  return message[rules.select(Number(count))] ?? message.other;
}
