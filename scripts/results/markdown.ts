export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

/** To a file, from docs/RESULTS.md. */
export const link = (path: string): string => `[\`${path}\`](../${path})`;

export const count = (number: number): string => number.toLocaleString('en');

/** Three figures; whole numbers from 100 on. */
export const figure = (value: number): string =>
  value >= 100 ? count(Math.round(value)) : value.toPrecision(3);

export const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
