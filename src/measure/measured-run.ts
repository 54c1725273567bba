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

export interface MeasuredReader {
  model: string;
  backend: Backend;
  runsOn: string;
  /** Longest prompt of the training. Longer ones take the times that they take; answers to them are poor. */
  trainedTokens: number;
}

export interface RecordedBy {
  command: string;
  processor: string;
  browserVersion: string;
  /** The machine's load average before, near 0 on a quiet one. */
  load: number;
}

/** What `Copy as JSON` gives and `bench/results/measure-*.json` holds. */
export interface MeasuredRun {
  format: 1;
  date: string;
  browser: string;
  processorThreads: number;
  /** Tokens written behind each prompt. */
  newTokens: number;
  readers: Partial<Record<Architecture, MeasuredReader>>;
  rows: MeasuredRow[];
  /** What a page cannot know of its machine: only in files of `npm run bench:readers`. */
  recordedBy?: RecordedBy;
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
