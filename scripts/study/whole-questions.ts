import { cellKey } from '../../src/sweep/run-study';
import type { StudyRun } from '../../src/sweep/study-run';

/**
 * The run with only those questions that every reader has answered under every condition that they allow: of a run that
 * was stopped in the middle of a question, small k would otherwise be judged on more questions than large ones.
 */
export function wholeQuestions(run: StudyRun): StudyRun {
  const done = new Set(run.cells.map(cellKey));
  const questions = run.questions.filter(({ id, contexts }) =>
    contexts.every(
      (context, condition) =>
        context === null ||
        run.plan.readers.every((reader) => done.has(cellKey({ question: id, reader, condition }))),
    ),
  );
  const ids = new Set(questions.map(({ id }) => id));
  return { ...run, questions, cells: run.cells.filter(({ question }) => ids.has(question)) };
}
