import type { Architecture, Backend, Measurement } from '../../workers/contract';
import { NEW_TOKENS } from './measure-plan';

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
  /** Adapters may name the driver only: from nvidia-smi, written into the file afterwards. */
  gpu?: string;
  /** Of the program, where it has changed since in what the times depend on; written into the file afterwards too. */
  commit?: string;
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

/** The run with one measurement more. */
export function withMeasured(
  run: MeasuredRun,
  architecture: Architecture,
  promptTokens: number,
  { prefillMs, decodeMs, newTokens, memory }: Measurement,
): MeasuredRun {
  const isIt = (row: MeasuredRow) =>
    row.architecture === architecture && row.promptTokens === promptTokens;
  const before = run.rows.find(isIt);
  const row: MeasuredRow = {
    architecture,
    promptTokens,
    memoryBytes: memory.bytes,
    // What a longer prompt made a reader set aside stays: the least is what this length needs.
    reservedBytes: Math.min(before?.reservedBytes ?? Infinity, memory.reservedBytes),
    prefillMs: [...(before?.prefillMs ?? []), prefillMs],
    msPerToken: [...(before?.msPerToken ?? []), decodeMs / newTokens],
  };
  return { ...run, rows: [...run.rows.filter((one) => !isIt(one)), row] };
}

export const emptyRun = (
  browser: string,
  processorThreads: number,
  readers: MeasuredRun['readers'],
): MeasuredRun => ({
  format: 1,
  date: new Date().toISOString(),
  browser,
  processorThreads,
  newTokens: NEW_TOKENS,
  readers,
  rows: [],
});
