import type { Architecture } from '../../workers/contract';
import { estimateMs, speedOf, type Speed } from './estimate-study';
import { cellKey } from './run-study';
import type { StudyPlan } from './study-plan';
import type { StudyCell, StudyRun } from './study-run';
import { studyTasks, type StudyTask } from './study-tasks';

export type Speeds = Partial<Record<Architecture, Speed>>;

/** From so many answers on, a run itself says how fast a reader is, better than the warm-up. */
const ENOUGH_CELLS = 8;

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
export function progressOf(run: StudyRun, speeds: Speeds): StudyProgress {
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

/** From the answers of a run, for the readers that have enough of them with different numbers of passages. */
export function speedsOf(run: StudyRun, cells: readonly StudyCell[]): Speeds {
  const contexts = new Map(run.questions.map(({ id, contexts }) => [id, contexts]));
  return Object.fromEntries(
    run.plan.readers.flatMap((reader) => {
      const own = cells
        .filter((cell) => cell.reader === reader)
        .map((cell) => ({
          ...cell,
          passages: contexts.get(cell.question)?.[cell.condition]?.length ?? 0,
        }));
      const varied = new Set(own.map(({ passages }) => passages)).size > 1;
      return own.length >= ENOUGH_CELLS && varied ? [[reader, speedOf(own)]] : [];
    }),
  );
}
