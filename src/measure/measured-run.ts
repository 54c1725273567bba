import type { Architecture, Backend } from '../../workers/contract';

/** One reader at one prompt length, every repetition. */
export interface MeasuredRow {
  architecture: Architecture;
  promptTokens: number;
  prefillMs: number[];
  msPerToken: number[];
  memoryBytes: number;
  reservedBytes: number;
}

/** What `Copy as JSON` gives and `bench/results/measure-*.json` holds. */
export interface MeasuredRun {
  format: 1;
  date: string;
  browser: string;
  processorThreads: number;
  /** Tokens written behind each prompt. */
  newTokens: number;
  readers: Partial<Record<Architecture, { model: string; backend: Backend; runsOn: string }>>;
  rows: MeasuredRow[];
}

export const emptyRun = (newTokens: number, readers: MeasuredRun['readers']): MeasuredRun => ({
  format: 1,
  date: new Date().toISOString(),
  browser: navigator.userAgent,
  processorThreads: navigator.hardwareConcurrency,
  newTokens,
  readers,
  rows: [],
});
