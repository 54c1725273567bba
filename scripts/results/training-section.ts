import { existsSync, readFileSync } from 'node:fs';
import type { ResultsSection } from '../results';
import { count, inPercent, link, table } from './markdown';

/** Made by training/reader_training/compare_evaluations.py. */
interface Comparison {
  evaluations: Record<string, { questions: number; k: Record<string, Cell> }>;
  pairs: {
    new: string;
    old: string;
    k: Record<string, { won: number; lost: number; p: number }>;
  }[];
}

interface Retrieval {
  retrieval: { passages: number; recall: Record<string, Record<string, { recall: number }>> };
}

interface Cell {
  contains: number;
  interval: [number, number];
  foundOfAnswerable: number | null;
  calibrationError: number;
}

const FILE = 'training/results/2026-11-29-written.json';
/** The run after: the shipped embedder, and a Transformer with more blocks, which is not shipped. */
const NEXT_FILE = 'training/results/2026-11-29-mined.json';
const READERS = { mamba: 'Mamba', transformer: 'Transformer' };

/** The shipped readers against the ones before, on questions that were not trained on. */
const section: ResultsSection = {
  order: 15,
  render() {
    if (!existsSync(FILE)) return undefined;
    const { evaluations, pairs } = JSON.parse(readFileSync(FILE, 'utf8')) as Comparison;
    const next = JSON.parse(readFileSync(NEXT_FILE, 'utf8')) as Comparison & Retrieval;
    const compared = (newer: string, older: string, k: string) => {
      const cell = pairs.find((pair) => pair.new === newer && pair.old === older)?.k[k];
      return cell ? `+${cell.won} −${cell.lost}, p = ${Number(cell.p.toPrecision(2))}` : '–';
    };
    const rows = Object.entries(READERS).flatMap(([kind, name]) =>
      Object.entries(evaluations[`${kind}-retrieved`]?.k ?? {}).map(([k, cell]) => {
        const rounded = evaluations[`${kind}-4-bits`]?.k[k];
        const right = ({ contains, interval }: Cell) =>
          `${inPercent(contains)} [${interval.map(inPercent).join(', ')}]`;
        return [
          name,
          k,
          rounded ? right(rounded) : '–',
          right(cell),
          compared(`${kind}-4-bits`, `${kind}-retrieved`, k),
          compared(`${kind}-retrieved`, `start-${kind}-retrieved`, k),
          cell.foundOfAnswerable === null ? '–' : inPercent(cell.foundOfAnswerable),
          cell.calibrationError.toFixed(2),
          (evaluations[`start-${kind}-retrieved`]?.k[k]?.calibrationError ?? NaN).toFixed(2),
        ];
      }),
    );
    const between = Object.keys(evaluations['mamba-retrieved']?.k ?? {})
      .map((k) => `k = ${k}: ${compared('mamba-retrieved', 'transformer-retrieved', k)}`)
      .join('; ');
    const recall = Object.entries(next.retrieval.recall)
      .map(([way, cells]) => `${way} ${inPercent(cells['5']?.recall ?? NaN)}`)
      .join(', ');
    const deeper = Object.entries(next.pairs[0]?.k ?? {})
      .map(([k, { won, lost }]) => `k = ${k}: +${won} −${lost}`)
      .join('; ');
    return `## The readers on TriviaQA's questions

From ${link(FILE)} (recipe: [\`training/runs/2026-11-29-written.sh\`](../training/runs/2026-11-29-written.sh)): ${count(evaluations['mamba-retrieved']?.questions ?? NaN)} development questions of TriviaQA that were not trained
on (whether to ship was decided on them), ${count(next.retrieval.passages)} passages of Wikipedia, passages by BM25, greedy answers. Shipped are 4 bits. Right: the answer contains an accepted one. In brackets
95 % Wilson intervals. 'Before' are the weights of the run before, with 8 bits. Questions won and lost, McNemar's exact p, not corrected for the number of comparisons.

${table(
  [
    'reader',
    'k',
    'right with 4 bits, %',
    'with 8 bits, %',
    '4 against 8 bits',
    '8 bits against before',
    'right where a passage holds the answer, %',
    'calibration error',
    'before',
  ],
  rows,
)}

The Mamba against the Transformer, 8 bits: ${between}.

A Transformer with 11 blocks instead of 7, grown from the shipped one and trained on as many tokens again, against the one of 7 blocks: ${deeper} (${link(NEXT_FILE)}). It is not shipped.

Passages with an answer among the first five, %: ${recall} ('dense': the shipped embedder; the same file).`;
  },
};
export default section;
