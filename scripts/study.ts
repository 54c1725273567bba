import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { conclude } from '../src/sweep/conclusions';
import { scoreStudy } from '../src/sweep/score-study';
import { parseStudyRun, type StudyRun } from '../src/sweep/study-run';
import { summariseStudy } from '../src/sweep/summarise-study';
import { browserRoute } from './study/browser-route';
import { mergeRuns } from './study/merge-runs';
import { nodeRoute } from './study/node-route';
import { parseOptions, USAGE } from './study/options';
import { runShards } from './study/run-shards';
import { wholeQuestions } from './study/whole-questions';

/** `npm run study -- --help` says what it does. */
export async function main(words: string[]): Promise<void> {
  if (words.includes('--help')) {
    console.log(USAGE);
    return;
  }
  const options = parseOptions(words);
  let run: StudyRun;
  if (options.merge.length > 0) {
    run = mergeRuns(options.merge.map((file) => parseStudyRun(readFileSync(file, 'utf8'))));
  } else if (options.processes > 1) {
    run = mergeRuns(await runShards(words, options));
  } else if (options.route === 'browser') {
    run = await browserRoute(options);
  } else {
    run = await nodeRoute(options);
  }
  const whole = wholeQuestions(run);
  const summary = summariseStudy(whole, scoreStudy(whole));
  mkdirSync(dirname(options.out), { recursive: true });
  // Figures are read in the repository, line by line; a whole run is read by programs.
  writeFileSync(
    options.out,
    options.aggregateOnly ? `${JSON.stringify(summary, null, 2)}\n` : `${JSON.stringify(run)}\n`,
  );
  for (const { kind, text } of conclude(summary, 'en')) console.log(`${kind}: ${text}`);
  console.log(
    `\n${run.cells.length} answers to ${run.questions.length} questions, ${summary.questions} of them whole, of ${run.plan.questions} drawn: ${options.out}`,
  );
}
