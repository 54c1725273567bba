import type { MeasuredRun } from '../../src/measure/measured-run';
import type { Picture, ResultsSection } from '../results';
import {
  figureOf,
  lengthsOf,
  names,
  quantities,
  ratioOf,
  readers,
  threeDigits,
  trainedTokens,
} from './readers/figures';
import { describeRun, drawRun } from './readers/picture';
import { pictureOf, showPicture } from './picture-frame';
import { resultFiles } from './result-files';
import { count, link } from './markdown';

/** `npm run bench:readers`: the readers against the length of the prompt. */
const section: ResultsSection = {
  order: 20,
  render() {
    const runs = recordedRuns();
    return runs.length > 0 ? runs.map(renderRun).join('\n\n') : undefined;
  },
  pictures: () =>
    recordedRuns().map(({ path, run }): Picture => ({ path: pictureOf(path), svg: drawRun(run) })),
};
export default section;

interface Recorded {
  path: string;
  run: MeasuredRun;
}

const recordedRuns = (): Recorded[] =>
  resultFiles('bench/results')
    .filter(({ path }) => path.includes('/measure-'))
    // Written by this program's own command, from a type that the compiler has checked.
    .map(({ path, value }) => ({ path, run: value as MeasuredRun }));

/** Markdown of one run. */
export function renderRun({ path, run }: Recorded): string {
  const lengths = lengthsOf(run);
  const longest = lengths.at(-1) ?? 0;
  const trained = trainedTokens(run);
  const { recordedBy } = run;
  const backends = new Set(readers.flatMap((one) => run.readers[one]?.backend ?? []));
  const repetitions = Math.max(...run.rows.map(({ prefillMs }) => prefillMs.length));
  const where = [...backends].map((one) => (one === 'cpu' ? 'a CPU' : 'WebGPU')).join(' and ');
  const machine = recordedBy
    ? `${recordedBy.gpu ? `${recordedBy.gpu}, ` : ''}${recordedBy.processor}, ${run.processorThreads} threads, ${recordedBy.browserVersion}, load average ${recordedBy.load.toFixed(1)} before${recordedBy.commit ? `, program of commit ${recordedBy.commit}` : ''}`
    : run.browser;
  const head = [
    'prompt, tokens',
    ...quantities.flatMap(({ title }) => [...readers.map((one) => `${title}: ${names[one]}`), '×']),
  ];
  const rows = lengths.map((tokens) => [
    `${count(tokens)}${tokens > trained ? ' *' : ''}`,
    ...quantities.flatMap((quantity) => [
      ...readers.map((reader) => {
        const spread = figureOf(run, quantity, reader, tokens);
        if (!spread) return '–';
        const { median, lowest, highest } = spread;
        const range = `${quantity.format(lowest)} – ${quantity.format(highest)}`;
        return quantity.format(median) + (lowest < highest ? ` (${range})` : '');
      }),
      factor(ratioOf(run, quantity, tokens)),
    ]),
  ]);
  const [reading, writing, memory] = quantities.map((one) => factor(ratioOf(run, one, longest)));
  const past = lengths.some((tokens) => tokens > trained)
    ? ` *: past the ${count(trained)} tokens that both were trained on: the times hold, answers would be poor.`
    : '';
  const copies = backends.has('cpu')
    ? ' ONNX Runtime Web copies its inputs into its own memory at every step, so that on a CPU the whole cache is copied for each chunk of 128 tokens and for each token written: part of the Transformer’s times.'
    : ' ONNX Runtime Web gives the GPU each operator by itself: for 1 token as for 128 most of the Transformer’s time is the processor’s, and the GPU waits ([LOG.md](LOG.md)).';
  return `## Mamba against Transformer on ${where}, by length of the prompt

${showPicture(path, describeRun(run))}

From ${link(path)}, by \`${recordedBy?.command ?? 'Measure in the page'}\` on ${run.date.slice(0, 10)}: ${machine}. ${readers
    .flatMap((one) => {
      const reader = run.readers[one];
      return reader ? `${names[one]} (\`${reader.model}\`) on ${reader.runsOn}` : [];
    })
    .join('; ')}. In turns, each prompt from nothing, ${run.newTokens} tokens
written behind it; medians of ${repetitions}, lowest and highest in brackets. ×: how many times the Mamba's median the Transformer's is; at ${count(longest)} tokens ${reading} in reading,
${writing} in writing, ${memory} in memory carried from token to token.${past}${copies}

${[head, head.map(() => '---:'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')}`;
}

const factor = (ratio: number) => (Number.isFinite(ratio) ? `${threeDigits(ratio)} ×` : '–');
