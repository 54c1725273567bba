import { existsSync, readFileSync } from 'node:fs';
import type { EngineName, EngineTimes, Timed } from '../../bench/time-wllama';
import type { WllamaBench } from '../../bench/wllama';
import { spreadOf } from '../../src/measure/spread';
import type { ResultsSection } from '../results';
import { figure, link, megabytes, percent, table } from './markdown';

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
  const { command, date, machine, runtime, wllama, llamaCpp, times } = bench;
  const lengths = [...new Set(times.flatMap((one) => one.reading.map(({ tokens }) => tokens)))];
  const head = [
    '',
    'threads',
    'loaded',
    ...lengths.map((one) => `${one} tokens`),
    'a token written',
  ];
  return `## Mamba on a CPU: our engine and wllama

From ${link(PATH)}, by \`${command}\` on ${date}: ${machine}, ${runtime}, wllama ${wllama} (llama.cpp ${llamaCpp}); load average before it began: ${loads(times)}.
The bundled Mamba, all engines in turns in one page: medians of ${times[0]?.writing.wallMs.length ?? 0} and least – most, milliseconds.

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

Like for like: the same numbers in the matrices of layers (exactly in F32 and Q8_0, but for zero points rounded to F16 in Q4_1), the same token ids, greedy, from an empty context each time.
Not like for like: relaxed SIMD has fused multiply-adds, wllama is built without; F32 has nothing to unpack and several times our bytes to read; with Q8_0 and Q4_1 llama.cpp also
rounds activations to 8 bits and the embedding’s scales to F16, ours neither. Times are those of a caller, with wllama’s messages between workers and a text made of ids: at most
${outside(times)} of a time, by its own clock.
Memory is what the page’s process holds with one engine and one thread beyond what it held before. Q4_1 read the short prompt only, and Q8_0 and Q4_1 were compared on the shorter recorded prompts, since they take longest.`;
}

function timesRow({ engine, threads, loadMs, reading, writing }: EngineTimes, lengths: number[]) {
  const read = lengths.map((tokens) => reading.find((one) => one.tokens === tokens));
  return [NAMES[engine], String(threads), figure(loadMs), ...[...read, writing].map(cell)];
}

function cell(timed: Timed | undefined): string {
  const spread = spreadOf(timed?.wallMs ?? []);
  if (!spread) return '–';
  return `${figure(spread.median)} (${figure(spread.lowest)} – ${figure(spread.highest)})`;
}

/** What the machine did besides, for each number of threads. */
const loads = (times: WllamaBench['times']): string =>
  times
    .filter(({ engine }) => engine === 'fused')
    .map(
      ({ threads, load }) =>
        `${load.toFixed(1)} with ${threads} ${threads === 1 ? 'thread' : 'threads'}`,
    )
    .join(', ');

/** The largest share of a time of wllama's that its own clock does not see. */
function outside(times: readonly EngineTimes[]): string {
  const timed = times.flatMap(({ reading, writing }) => [...reading, writing]);
  const shares = timed
    .filter(({ insideMs }) => insideMs.length > 0)
    .map(({ wallMs, insideMs }) => 1 - median(insideMs) / median(wallMs));
  return percent(Math.max(0, ...shares));
}

const median = (values: readonly number[]): number => spreadOf(values)?.median ?? NaN;
