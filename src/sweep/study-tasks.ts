import type { Architecture } from '../../workers/contract';
import type { StudyPlan } from './study-plan';

/** One prompt for one reader: place of the question in the sample, index of the condition. */
export interface StudyTask {
  order: number;
  reader: Architecture;
  condition: number;
  /** The reader forgets what it keeps first, so that the time is that of the whole prompt. */
  afresh: boolean;
}

/** How many of so many questions are read from the beginning each time, for the times. */
const timedQuestions = (questions: number): number =>
  Math.max(2, Math.min(5, Math.round(questions / 20)));

/**
 * Every prompt of a plan in the order of work. A reader keeps what two prompts in a row have in common, so a question
 * is asked with growing k and costs one reading; but the first few are read afresh each time, for the times.
 * @param orders places in the sample that are to be asked (all, or one shard of them)
 * @param withTimes without, no question is read more often than needed; one shard of a study takes the times for all
 */
export function studyTasks(
  plan: StudyPlan,
  orders: readonly number[],
  withTimes = true,
): StudyTask[] {
  const conditions = workOrder(plan);
  const timed = withTimes ? timedQuestions(orders.length) : 0;
  return orders.flatMap((order, at) => {
    const readers = plan.alternate && order % 2 === 1 ? [...plan.readers].reverse() : plan.readers;
    return readers.flatMap((reader) =>
      conditions.map((condition) => ({ order, reader, condition, afresh: at < timed })),
    );
  });
}

/** Indices of the conditions, those that share a beginning next to each other: k upwards, the needle from the end. */
function workOrder({ conditions }: StudyPlan): number[] {
  const rank = (index: number) => {
    const one = conditions[index];
    if (!one) return 0;
    if (one.kind === 'retrieved') return one.k;
    return one.kind === 'needle' ? one.k - one.position : 0;
  };
  const kinds = ['retrieved', 'needle', 'noise', 'oracle'];
  const kindOf = (index: number) => kinds.indexOf(conditions[index]?.kind ?? '');
  return conditions
    .map((_, index) => index)
    .sort((a, b) => kindOf(a) - kindOf(b) || rank(a) - rank(b) || a - b);
}
