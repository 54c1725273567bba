import type { Architecture } from '../../workers/contract';
import type { StudyPlan } from './study-plan';

/** One prompt for one reader: place of the question in the sample, index of the condition. */
export interface StudyTask {
  order: number;
  reader: Architecture;
  condition: number;
}

/** How many of so many questions are read from the beginning each time, for the times; they take turns, so two at least. */
const timedQuestions = (questions: number): number =>
  Math.max(2, Math.min(5, Math.round(questions / 20)));

/**
 * Every prompt of a plan in the order of work. A reader keeps what two prompts in a row have in common, so a question
 * is asked with growing k and costs one reading. For the times, the first few questions take turns instead: then two
 * prompts in a row have nothing in common.
 * @param orders places in the sample that are to be asked (all, or one shard of them)
 * @param withTimes without, no question is read more often than needed; one shard of a study takes the times for all
 */
export function studyTasks(
  plan: StudyPlan,
  orders: readonly number[],
  withTimes = true,
): StudyTask[] {
  const conditions = workOrder(plan);
  const timed = withTimes ? orders.slice(0, timedQuestions(orders.length)) : [];
  const tasks: StudyTask[] = [];
  for (const condition of conditions) {
    for (const reader of plan.readers) {
      for (const order of timed) tasks.push({ order, reader, condition });
    }
  }
  for (const order of orders.slice(timed.length)) {
    const readers = plan.alternate && order % 2 === 1 ? [...plan.readers].reverse() : plan.readers;
    for (const reader of readers) {
      for (const condition of conditions) tasks.push({ order, reader, condition });
    }
  }
  return tasks;
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
