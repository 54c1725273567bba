import { existsSync, readFileSync } from 'node:fs';
import type { ResultsSection } from '../results';

interface Slope {
  perStep: number;
  low: number;
  high: number;
}

interface Soak {
  command: string;
  date: string;
  machine: string;
  runtime: string;
  questions: number;
  warmUp: number;
  slopePerQuestion: Record<'countedBytes' | 'heapBytes' | 'residentBytes', Slope> | null;
  points: { questions: number; countedBytes: number; heapBytes: number; residentBytes: number }[];
}

const PATH = 'bench/results/soak.json';
const rows = [
  ['countedBytes', 'page and workers, as the browser counts them'],
  ['heapBytes', "JavaScript's heap of the page's thread"],
  ['residentBytes', "memory of the page's process that no file backs"],
] as const;

/** `npm run soak`. */
const section: ResultsSection = {
  order: 70,
  render() {
    if (!existsSync(PATH)) return undefined;
    const soak = JSON.parse(readFileSync(PATH, 'utf8')) as Soak;
    const { command, date, machine, runtime, questions, warmUp, slopePerQuestion, points } = soak;
    const first = points.find((point) => point.questions >= warmUp);
    const last = points.at(-1);
    if (!slopePerQuestion || !first || !last) return undefined;
    const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
    const kilobytes = (bytes: number) => (bytes / 1e3).toFixed(1);
    const lines = rows.map(([name, words]) => {
      const { perStep, low, high } = slopePerQuestion[name];
      const slope = `${kilobytes(perStep)} [${kilobytes(low)}, ${kilobytes(high)}]`;
      return `| ${words} | ${megabytes(first[name])} | ${megabytes(last[name])} | ${slope} |`;
    });
    return `## Question after question

From [\`${PATH}\`](../${PATH}), by \`${command}\` on ${date}: ${questions} different questions in a row, both readers on the CPU with k = 1 (${machine}, ${runtime}).
The slope is a line through the measurements from question ${warmUp} on, when what the readers keep of earlier prompts has reached its bound; its 95 % interval takes
their errors as independent.

| memory, MB | after ${first.questions} | after ${last.questions} | slope, kB a question |
| --- | --- | --- | --- |
${lines.join('\n')}`;
  },
};
export default section;
