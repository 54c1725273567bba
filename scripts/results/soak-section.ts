import { existsSync, readFileSync } from 'node:fs';
import type { ResultsSection } from '../results';
import { link, megabytes, table } from './markdown';

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
  /** What the command cannot know, written into the file afterwards. */
  noted?: string;
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
  order: 80,
  render() {
    if (!existsSync(PATH)) return undefined;
    const soak = JSON.parse(readFileSync(PATH, 'utf8')) as Soak;
    const { command, date, machine, runtime, questions, warmUp, slopePerQuestion, points, noted } =
      soak;
    const first = points.find((point) => point.questions >= warmUp);
    const last = points.at(-1);
    if (!slopePerQuestion || !first || !last) return undefined;
    const kilobytes = (bytes: number) => (bytes / 1e3).toFixed(1);
    const lines = rows.map(([name, words]) => {
      const { perStep, low, high } = slopePerQuestion[name];
      const slope = `${kilobytes(perStep)} [${kilobytes(low)}, ${kilobytes(high)}]`;
      return [words, megabytes(first[name]), megabytes(last[name]), slope];
    });
    const head = [
      'memory, MB',
      `after ${first.questions}`,
      `after ${last.questions}`,
      'slope, kB a question',
    ];
    return `## Question after question

From ${link(PATH)}, by \`${command}\` on ${date}: ${questions} different questions in a row, both readers on the CPU with k = 1 (${machine}, ${runtime}).
The slope is a line through the measurements from question ${warmUp} on, when what the readers keep of earlier prompts has reached its bound; its 95 % interval takes
their errors as independent.${noted ? ` ${noted}` : ''}

${table(head, lines)}`;
  },
};
export default section;
