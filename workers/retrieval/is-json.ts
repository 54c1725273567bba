/** What a parsed JSON value is. Reading only own, known fields keeps a `__proto__` in a file what it is: a name. */
export type Fields = Record<string, unknown>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isString = (value: unknown): value is string => typeof value === 'string';

/** A count or an index. */
export const isId = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

export const isList =
  <T>(is: (value: unknown) => value is T) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) && value.every(is);
