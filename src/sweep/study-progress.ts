import type { Architecture } from '../../workers/contract';
import { estimateMs, type Speed } from './estimate-study';
import { cellKey } from './run-study';
import type { StudyPlan } from './study-plan';
import type { StudyRun } from './study-run';
import { studyTasks, type StudyTask } from './study-tasks';

export interface StudyProgress {
  done: number;
  total: number;
  /** What is in hand. */
  task?: StudyTask;
  /** Undefined until speeds are known. */
  remainingMs?: number | undefined;
}

export const allTasks = (plan: StudyPlan): StudyTask[] =>
  studyTasks(
    plan,
    Array.from({ length: plan.questions }, (_, order) => order),
  );

/** How far a run is; prompts that turned out to be impossible (no passage known to hold the answer) are not waited for. */
export function progressOf(
  run: StudyRun,
  speeds: Partial<Record<Architecture, Speed>>,
): StudyProgress {
  const prepared = new Map(run.questions.map((one) => [one.order, one]));
  const done = new Set(run.cells.map(cellKey));
  const open = allTasks(run.plan).filter((task) => {
    const question = prepared.get(task.order);
    if (!question) return true;
    if (!question.contexts[task.condition]) return false;
    return !done.has(cellKey({ ...task, question: question.id }));
  });
  const known = run.plan.readers.every((reader) => speeds[reader]);
  return {
    done: run.cells.length,
    total: run.cells.length + open.length,
    remainingMs: known ? estimateMs(run.plan, open, speeds) : undefined,
  };
}

/** How many questions have every answer. */
export const finishedQuestions = (run: StudyRun): number => {
  const wanted = run.plan.readers.length;
  const answers = new Map<string, number>();
  for (const { question } of run.cells) answers.set(question, (answers.get(question) ?? 0) + 1);
  return run.questions.filter(
    ({ id, contexts }) => answers.get(id) === wanted * contexts.filter(Boolean).length,
  ).length;
};
