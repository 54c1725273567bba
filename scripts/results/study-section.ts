import { existsSync, readFileSync } from 'node:fs';
import { conclude, pText } from '../../src/sweep/conclusions';
import { scoreStudy } from '../../src/sweep/score-study';
import { conditionLabel } from '../../src/sweep/study-plan';
import { parseStudyRun } from '../../src/sweep/study-run';
import type { Proportion, ReaderSummary, StudySummary } from '../../src/sweep/study-summary';
import { summariseStudy } from '../../src/sweep/summarise-study';
import { wholeQuestions } from '../study/whole-questions';
import type { Picture, ResultsSection } from '../results';
import { inPercent } from './markdown';
import { pictureOf, showPicture } from './picture-frame';
import { resultFiles } from './result-files';
import { describeStudy, drawStudy } from './study-picture';

/** Studies of docs/results, whole ones and figures only, by `npm run study`. */
const section: ResultsSection = {
  order: 10,
  render() {
    const studies = recordedStudies();
    return studies.length > 0 ? studies.map(renderStudy).join('\n\n') : undefined;
  },
  pictures: () =>
    recordedStudies().map(({ path, summary }): Picture => ({
      path: pictureOf(path),
      svg: drawStudy(summary),
    })),
};
export default section;

interface Recorded {
  path: string;
  summary: StudySummary;
}

function recordedStudies(): Recorded[] {
  const studies = resultFiles('docs/results').flatMap(({ path, value }): Recorded[] => {
    const summary = summaryOf(value);
    return summary ? [{ path, summary }] : [];
  });
  // How many passages help comes before what noise and place do.
  const isSpecial = ({ summary }: Recorded) =>
    Number(['noise', 'needle'].includes(summary.run.plan.preset));
  return studies.sort((a, b) => isSpecial(a) - isSpecial(b));
}

function summaryOf(value: unknown): StudySummary | undefined {
  const schema = (value as { schema?: unknown } | null)?.schema;
  // Written by this program's own command, from a type that the compiler has checked.
  if (schema === 'state-space-reader/study-summary') {
    const summary = value as StudySummary;
    if (summary.version !== 2)
      throw new Error('A study summary of another version: make it again.');
    return summary;
  }
  if (schema !== 'state-space-reader/study') return undefined;
  const run = wholeQuestions(parseStudyRun(JSON.stringify(value)));
  return summariseStudy(run, scoreStudy(run));
}

const names = { mamba: 'Mamba', transformer: 'Transformer' };
const interval = (low: number, high: number) => `[${inPercent(low)}, ${inPercent(high)}]`;
const share = ({ hits, trials, low, high }: Proportion) =>
  trials === 0 ? '–' : `${inPercent(hits / trials)} ${interval(low, high)}`;

function isBundled(id: string, files: Record<string, string>): boolean {
  const path = `public/${id}/manifest.json`;
  if (!existsSync(path)) return false; // somebody's own model
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as {
    files: { path: string; sha256: string }[];
  };
  return manifest.files.some(
    ({ path, sha256 }) => path === 'model.safetensors' && sha256 === files[path],
  );
}

/** Markdown of one study. */
export function renderStudy({ path, summary }: Recorded): string {
  const { run, conditions } = summary;
  const { corpus, plan, readers } = run;
  const file = path.replace('docs/', '');
  // A condition may not be possible for every question: the oracle needs a passage known to hold the answer.
  const asked = (trials: number) => (trials < summary.questions ? `, ${trials} questions` : '');
  const rows = conditions.flatMap(({ condition, ceiling, readers: figures, paired }) =>
    plan.readers.map((reader, at) => {
      const one = figures[reader];
      const shared = at === 0;
      const cells = one ? figuresOf(one) : [];
      const alone = paired?.contains;
      return row([
        shared ? conditionLabel(condition, 'en') + asked(ceiling.trials) : '',
        shared ? share(ceiling) : '',
        names[reader],
        ...cells,
        alone ? String(shared ? alone.onlyFirst : alone.onlySecond) : '–',
        shared && alone ? `${pText(alone.p, 'en')} (${pText(alone.pHolm, 'en')})` : '',
      ]);
    }),
  );
  const planned =
    summary.questions < plan.questions
      ? `${summary.questions} of ${plan.questions} questions, begun in the order that the seed drew: there was no time for more. `
      : '';
  const before = readers.some(({ id, files }) => !isBundled(id, files))
    ? 'Not the readers that are bundled now, or not all. '
    : '';
  const groups = { differs: 'shows', 'cannot tell': 'cannot tell', fact: 'wrong answers' };
  // As in the page: no embedder of ours found the passages.
  const ours = run.embedder !== null;
  const questions = ours && corpus.split === 'held-out' ? 'held-out questions' : 'questions';
  return `## Study: ${corpus.title}, ${summary.questions} ${questions}

${showPicture(path, describeStudy(summary))}

From [\`${file}\`](${file}), by \`npm run study\`; seed ${plan.seed}, ${summary.answers} answers; ${
    ours
      ? `passages found by ${{ meaning: 'meaning', words: 'words', both: 'meaning and words' }[plan.search ?? 'meaning']}`
      : 'passages as the file of the questions names them, nearest first'
  }. ${readers
    .map(({ title, runsOn }) => `${title} on ${runsOn}`)
    .join(
      '; ',
    )}. Machine: ${run.machine}. ${before}${planned}Greedy, at most ${run.maxNewTokens} tokens. Scores by TriviaQA's
normalisation, best over all accepted answers; 95 % intervals (Wilson; for F1 bootstrap). Times of a shared machine say little.${
    ours
      ? ''
      : '\nNone of these questions was trained on, but whether to ship a reader was decided on them ([training/LOG.md](../training/LOG.md)).'
  }

${conclude(summary, 'en')
  .map(({ kind, text }) => `- *${groups[kind]}:* ${text}`)
  .join('\n')}

${row([
  'prompt',
  'ceiling, %',
  'reader',
  'answer in output, %',
  'exact, %',
  'F1, %',
  'wrong: no passage · too long · misread',
  'distracted',
  'right alone',
  'p (Holm)',
])}
${row(Array.from({ length: 10 }, () => '---'))}
${rows.join('\n')}

Ceiling: a passage of the prompt holds an accepted answer. Too long: a prompt past the trained length. Distracted: wrong here, of those
that the same reader had right with fewer passages. p: McNemar's exact test on the same questions; in brackets after Holm's correction.`;
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

function figuresOf(one: ReaderSummary): string[] {
  const { errors, f1, distracted } = one;
  return [
    share(one.contains),
    share(one.exact),
    one.trials > 0 ? `${inPercent(f1.mean)} ${interval(f1.low, f1.high)}` : '–',
    `${errors.retrieval} · ${errors.overflow} · ${errors.reader}`,
    distracted ? `${distracted.hits} of ${distracted.trials}` : '–',
  ];
}
