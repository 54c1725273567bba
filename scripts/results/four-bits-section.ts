import { existsSync, readFileSync } from 'node:fs';
import type { ResultsSection } from '../results';
import { inPercent, link, megabytes, table } from './markdown';

interface Divergence {
  answerTokens: number;
  klOfAnswers: number;
  klEverywhere: number;
  /** Share of answer tokens, 0 to 1. */
  sameChoice: number;
}

interface FourBits {
  date: string;
  /** Day of the training that made the weights. */
  weightsOf: string;
  pack: string;
  prompts: number;
  readers: Record<
    string,
    { bytes: Record<'4' | '8', number>; compensated: Divergence; plain: Divergence }
  >;
}

const PATH = 'bench/results/four-bits.json';

/** `python3 -m four_bits.measure`. */
const section: ResultsSection = {
  order: 70,
  render() {
    if (!existsSync(PATH)) return undefined;
    const results = JSON.parse(readFileSync(PATH, 'utf8')) as FourBits;
    const readers = Object.entries(results.readers);
    const rows = readers.flatMap(([name, { bytes, compensated, plain }]) =>
      (
        [
          ['each weight by itself', plain],
          ['compensated', compensated],
        ] as const
      ).map(([way, { klOfAnswers, klEverywhere, sameChoice }]) => [
        name,
        way,
        `${megabytes(bytes['8'])} → ${megabytes(bytes['4'])}`,
        klOfAnswers.toFixed(4),
        klEverywhere.toFixed(4),
        inPercent(sameChoice),
      ]),
    );
    const head = ['reader', 'rounding', 'MB', 'KL, answers', 'KL, all tokens', 'same choice, %'];
    const both = (bits: '4' | '8') =>
      megabytes(readers.reduce((sum, [, { bytes }]) => sum + bytes[bits], 0));
    return `## Weights in 4 bits

From ${link(PATH)}, by \`python3 -m four_bits.measure\` on ${results.date}: KL divergence of the next token from the 8-bit weights (those of ${results.weightsOf}), in nats, on ${results.prompts} prompts
over ${results.pack} that were not used for calibration (${readers[0]?.[1].plain.answerTokens ?? 0} tokens of answers). Weights of both readers: ${both('8')} → ${both('4')} MB. What 4 bits cost in
answers is above, on TriviaQA's questions; the bundled models have 4.

${table(head, rows)}`;
  },
};
export default section;
