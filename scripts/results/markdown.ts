export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** To a file, from docs/RESULTS.md. */
export const link = (path: string): string => `[\`${path}\`](../${path})`;

export const count = (number: number): string => number.toLocaleString('en');

/** Three figures; whole numbers from 100 on. */
export const figure = (value: number): string =>
  value >= 100 ? count(Math.round(value)) : value.toPrecision(3);

export const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;

/** A share in percent to a tenth, without the sign: for columns whose head has it. */
export const inPercent = (share: number): string => (100 * share).toFixed(1);

/** To a tenth, without the unit. */
export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
