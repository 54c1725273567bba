import { existsSync, readFileSync } from 'node:fs';
import type { EngineName, EngineTimes, Timed } from '../../bench/time-wllama';
import type { WllamaBench } from '../../bench/wllama';
import type { ResultsSection } from '../results';
import { figure, link, megabytes, table } from './markdown';

const PATH = 'bench/results/wllama.json';
const NAMES: Record<EngineName, string> = {
  simd: 'ours, SIMD',
  fused: 'ours, relaxed SIMD',
  f32: 'wllama, F32',
  q8_0: 'wllama, Q8_0',
  q4_1: 'wllama, Q4_1',
};

/** `npm run bench:wllama`. */
const section: ResultsSection = {
  order: 65,
  render() {
    if (!existsSync(PATH)) return undefined;
    return renderWllama(JSON.parse(readFileSync(PATH, 'utf8')) as WllamaBench);
  },
};
export default section;

export function renderWllama(bench: WllamaBench): string {
  const { command, date, machine, runtime, wllama, llamaCpp, load, loadAfter, times } = bench;
  const lengths = [...new Set(times.flatMap((one) => one.reading.map(({ tokens }) => tokens)))];
  const head = [
    '',
    'threads',
    'loaded',
    ...lengths.map((one) => `${one} tokens`),
    'a token written',
  ];
  return `## Mamba on a CPU: our engine and wllama

From ${link(PATH)}, by \`${command}\` on ${date}: ${machine}, ${runtime}, wllama ${wllama} (llama.cpp ${llamaCpp}), load average ${load.toFixed(1)} before it began and ${loadAfter.toFixed(1)}
behind it. The bundled Mamba, all engines in turns in one page: medians of ${times[0]?.writing.wallMs.length ?? 0} and least – most, milliseconds.

${table(
  head,
  times.map((one) => timesRow(one, lengths)),
)}

${table(
  ['', 'weights, MB', 'memory, MB', 'recorded prompts with PyTorch’s tokens'],
  bench.engines.map(({ engine, fileBytes, residentBytes, same, asked }) => [
    NAMES[engine],
    megabytes(fileBytes),
    megabytes(residentBytes),
    `${same} of ${asked}`,
  ]),
)}

Relaxed SIMD means fused multiply-adds, which the engine takes where the browser has them; wllama is built with plain SIMD. Memory is what the page's process holds beyond
what it held before, with two threads, after the longest prompt here. Like for like: the same numbers in the matrices of layers (F32 and Q8_0 exactly, Q4_1 but for zero points that are rounded to F16),
the same token ids, greedy. Not like for like: F32 has no rounded numbers to unpack and several times the weights to read; with Q8_0 and Q4_1 llama.cpp also rounds activations to 8 bits and
scales of the embedding to F16, ours rounds neither. Times are those of a caller: in wllama's they hold its messages between workers and its text made of ids
(a token written takes ${inside(times)} by its own clock). Longer prompts were asked of some only, since they take minutes; all are in the file.`;
}

function timesRow({ engine, threads, loadMs, reading, writing }: EngineTimes, lengths: number[]) {
  const read = lengths.map((tokens) => reading.find((one) => one.tokens === tokens));
  return [NAMES[engine], String(threads), figure(loadMs), ...[...read, writing].map(cell)];
}

function cell(timed: Timed | undefined): string {
  if (!timed) return '–';
  const { wallMs } = timed;
  return `${figure(median(wallMs))} (${figure(Math.min(...wallMs))} – ${figure(Math.max(...wallMs))})`;
}

/** Of wllama's most exact form, for each number of threads. */
const inside = (times: readonly EngineTimes[]): string =>
  times
    .filter(({ engine }) => engine === 'f32')
    .map(({ threads, writing }) => {
      const own = figure(median(writing.insideMs));
      return `${own} ms instead of ${figure(median(writing.wallMs))} with F32 and ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
    })
    .join(', ');

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}
