import type { Architecture } from '../../workers/contract';
import { chooseContext, type Material } from './choose-contexts';
import type { StudyPlan } from './study-plan';
import type { StudyCell } from './study-run';
import type { StudyTask } from './study-tasks';

/** How fast a reader is on this machine, measured. */
export interface Speed {
  /** Reading: milliseconds for each token that was not kept from the prompt before. */
  msPerPromptToken: number;
  /** Writing one answer. */
  msPerAnswer: number;
  tokensPerPassage: number;
  /** Of a prompt without passages. */
  tokensAlone: number;
}

type Timed = Pick<StudyCell, 'promptTokens' | 'reusedTokens' | 'prefillMs' | 'decodeMs'>;

/** @param cells measured answers with the number of passages each was given; at least two numbers must be among them */
export function speedOf(cells: readonly (Timed & { passages: number })[]): Speed {
  const n = cells.length;
  const mean = (value: (cell: (typeof cells)[number]) => number) =>
    cells.reduce((sum, cell) => sum + value(cell), 0) / n;
  const meanPassages = mean(({ passages }) => passages);
  const meanTokens = mean(({ promptTokens }) => promptTokens);
  const spread = mean(({ passages }) => (passages - meanPassages) ** 2);
  // Least squares: tokens of a prompt against its passages.
  const tokensPerPassage =
    spread === 0
      ? 0
      : mean((one) => (one.passages - meanPassages) * (one.promptTokens - meanTokens)) / spread;
  return {
    msPerPromptToken:
      mean(({ prefillMs }) => prefillMs) /
      Math.max(
        1,
        mean(({ promptTokens, reusedTokens }) => promptTokens - reusedTokens),
      ),
    msPerAnswer: mean(({ decodeMs }) => decodeMs),
    tokensPerPassage,
    tokensAlone: Math.max(0, meanTokens - tokensPerPassage * meanPassages),
  };
}

/** Milliseconds that these tasks take, in this order, each reader keeping what two prompts in a row have in common. */
export function estimateMs(
  plan: StudyPlan,
  tasks: readonly StudyTask[],
  speeds: Partial<Record<Architecture, Speed>>,
): number {
  const contexts = plan.conditions.map((one) => chooseContext(one, anyMaterial) ?? []);
  const last = new Map<Architecture, { order: number; context: number[] }>();
  let ms = 0;
  for (const { order, reader, condition, afresh } of tasks) {
    const speed = speeds[reader];
    const context = contexts[condition] ?? [];
    if (!speed) continue;
    const before = last.get(reader);
    const sameQuestion = before?.order === order && !afresh;
    const kept = sameQuestion ? commonPrefix(before.context, context) : 0;
    const tokens = speed.tokensAlone + (context.length - kept) * speed.tokensPerPassage;
    ms += tokens * speed.msPerPromptToken + speed.msPerAnswer;
    last.set(reader, { order, context });
  }
  return ms;
}

/** As many questions as fit into the time; at least one. */
export function questionsWithin(
  ms: number,
  plan: StudyPlan,
  tasksOf: (plan: StudyPlan) => StudyTask[],
  speeds: Partial<Record<Architecture, Speed>>,
  available: number,
): number {
  let fits = 1;
  let tooMany = available + 1;
  while (tooMany - fits > 1) {
    const questions = Math.floor((fits + tooMany) / 2);
    const tried = { ...plan, questions };
    if (estimateMs(tried, tasksOf(tried), speeds) <= ms) fits = questions;
    else tooMany = questions;
  }
  return fits;
}

const numbers = (from: number) => Array.from({ length: 100 }, (_, at) => ({ id: from + at }));
/** Some question: only which prompts share a beginning matters. */
const anyMaterial: Material = {
  nearest: numbers(1).map(({ id }) => ({ id, title: '', text: '' })),
  gold: [0],
  distractors: numbers(1).map(({ id }) => id),
  random: numbers(1001).map(({ id }) => id),
  place: 0.5,
};

function commonPrefix(a: readonly number[], b: readonly number[]): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
