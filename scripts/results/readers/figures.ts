import type { Architecture } from '../../../workers/contract';
import type { MeasuredRow, MeasuredRun } from '../../../src/measure/measured-run';
import { spreadOf, type Spread } from '../../../src/measure/spread';

export const names: Record<Architecture, string> = { mamba: 'Mamba', transformer: 'Transformer' };
/** In the order in which they are told. */
export const readers = ['mamba', 'transformer'] as const;

/** One thing that was measured of both readers at each length. */
export interface Quantity {
  title: string;
  /** Of a value, with its unit. */
  format(value: number): string;
  of(row: MeasuredRow): number[];
}

export const quantities: readonly Quantity[] = [
  { title: 'Reading the prompt', format: milliseconds, of: ({ prefillMs }) => prefillMs },
  { title: 'Writing a token', format: milliseconds, of: ({ msPerToken }) => msPerToken },
  { title: 'State or cache', format: bytes, of: ({ memoryBytes }) => [memoryBytes] },
];

export const lengthsOf = ({ rows }: MeasuredRun): number[] =>
  [...new Set(rows.map(({ promptTokens }) => promptTokens))].sort((a, b) => a - b);

/** Undefined where it was not measured. */
export function figureOf(
  run: MeasuredRun,
  quantity: Quantity,
  architecture: Architecture,
  tokens: number,
): Spread | undefined {
  const row = run.rows.find(
    (one) => one.architecture === architecture && one.promptTokens === tokens,
  );
  return row && spreadOf(quantity.of(row));
}

/** How many times the Mamba's median the Transformer's is. */
export function ratioOf(run: MeasuredRun, quantity: Quantity, tokens: number): number {
  const [mamba = NaN, transformer = NaN] = readers.map(
    (one) => figureOf(run, quantity, one, tokens)?.median,
  );
  return transformer / mamba;
}

/** The longest prompt that both readers saw in training. */
export const trainedTokens = (run: MeasuredRun): number =>
  Math.min(...readers.map((one) => run.readers[one]?.trainedTokens ?? Infinity));

/** Three digits say all that such times are worth: 0.45, 4.51, 45.1, 451. */
export function threeDigits(value: number): string {
  const digits = Math.max(0, 2 - Math.max(-1, Math.floor(Math.log10(value))));
  return value.toLocaleString('en', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

function milliseconds(ms: number): string {
  return ms < 1000 ? `${threeDigits(ms)} ms` : `${threeDigits(ms / 1000)} s`;
}

function bytes(value: number): string {
  return `${threeDigits(value / 1e6)} MB`;
}
