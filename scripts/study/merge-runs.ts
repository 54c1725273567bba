import { cellKey } from '../../src/sweep/run-study';
import { differences, type StudyRun } from '../../src/sweep/study-run';

/** The shards of one plan as one run, as if they had never been apart. Throws where they do not belong together. */
export function mergeRuns(runs: readonly StudyRun[]): StudyRun {
  const [first, ...others] = runs;
  if (!first) throw new Error('There is nothing to merge.');
  for (const other of others) {
    const different = differences(first, other, 'en');
    if (JSON.stringify(other.plan) !== JSON.stringify(first.plan)) different.push('another plan');
    if (different.length > 0) {
      throw new Error(`These files do not belong to one study: ${different.join('; ')}.`);
    }
  }
  const questions = new Map(runs.flatMap((run) => run.questions.map((one) => [one.id, one])));
  const cells = new Map(runs.flatMap((run) => run.cells.map((one) => [cellKey(one), one])));
  return {
    ...first,
    questions: [...questions.values()].sort((a, b) => a.order - b.order),
    passages: Object.assign({}, ...runs.map(({ passages }) => passages)) as StudyRun['passages'],
    cells: [...cells.values()],
  };
}
