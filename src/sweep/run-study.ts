import type { Architecture, GenerationReport, PromptSegment } from '../../workers/contract';
import { buildPrompt } from '../ask/prompt';
import { prepareQuestion } from './choose-contexts';
import { promptHash } from './prompt-hash';
import { shuffled } from './seeded-random';
import { reportable, type StudyCorpus } from './study-corpus';
import { needsGold, type StudyPlan } from './study-plan';
import type { StudyCell, StudyPassages, StudyQuestion } from './study-run';
import { studyTasks, type StudyTask } from './study-tasks';

export interface StudyParts {
  plan: StudyPlan;
  corpus: StudyCorpus;
  /** What is done already, and the questions that were prepared. */
  cells: readonly StudyCell[];
  prepared: readonly StudyQuestion[];
  passages: Readonly<StudyPassages>;
  /** One of `of` equal parts of the questions, to share the work; all of them without it. */
  shard?: { index: number; of: number };
  /** Asked before a question is begun: from the first `true` on only those that were begun are finished. */
  isTimeUp?(): boolean;
  generate(
    reader: Architecture,
    segments: PromptSegment[],
    afresh: boolean,
  ): Promise<GenerationReport>;
  /** Called as soon as a question is prepared or an answer is there; awaited, so that what counts as done is kept. */
  onQuestion(question: StudyQuestion, passages: StudyPassages): Promise<void>;
  onCell(cell: StudyCell): Promise<void>;
  /** What is in hand now. */
  onTask(task: StudyTask): void;
  signal: AbortSignal;
}

export const cellKey = (cell: Pick<StudyCell, 'question' | 'reader' | 'condition'>): string =>
  `${cell.question} ${cell.reader} ${cell.condition}`;

/** The questions that a plan asks, drawn with its seed; fewer where the corpus has fewer. */
export function drawQuestions(plan: StudyPlan, corpus: Pick<StudyCorpus, 'questions'>) {
  const { questions } = reportable(corpus.questions);
  const usable = needsGold(plan)
    ? questions.filter(({ goldPassages }) => goldPassages.length > 0)
    : questions;
  return shuffled(usable, plan.seed).slice(0, plan.questions);
}

/**
 * Asks what is not done yet, and ends early, without an error, when `signal` aborts. Throws what retrieval, a reader or
 * the storage throws; everything that was reported before is kept and the study can go on from there.
 */
export async function runStudy(parts: StudyParts): Promise<void> {
  const { plan, corpus, signal, shard } = parts;
  const done = new Set(parts.cells.map(cellKey));
  const drawn = drawQuestions(plan, corpus);
  const orders = [...drawn.keys()].filter((at) => !shard || at % shard.of === shard.index);
  const prepared = new Map(parts.prepared.map((one) => [one.id, one]));
  const texts: StudyPassages = { ...parts.passages };

  for (const task of studyTasks(plan, orders, !shard || shard.index === 0)) {
    if (signal.aborted) return;
    const source = drawn[task.order];
    if (!source || done.has(cellKey({ ...task, question: source.id }))) continue;
    let question = prepared.get(source.id);
    if (!question) {
      if (parts.isTimeUp?.()) continue;
      const made = await prepareQuestion(plan, corpus, source, task.order);
      question = made.question;
      await parts.onQuestion(question, made.passages);
      prepared.set(question.id, question);
      Object.assign(texts, made.passages);
    }
    const context = question.contexts[task.condition];
    if (!context) continue;
    parts.onTask(task);
    const used = context.map((id) => ({ id, ...(texts[id] ?? { title: '', text: '' }) }));
    const prompt = buildPrompt(question.question, used);
    const report = await parts.generate(task.reader, prompt, task.afresh);
    const { stopped } = report;
    if (stopped === 'cancelled') return;
    await parts.onCell({
      ...cellOf(question.id, task, report),
      stopped,
      promptSha256: promptHash(prompt),
    });
  }
}

function cellOf(
  question: string,
  { reader, condition }: StudyTask,
  report: GenerationReport,
): Omit<StudyCell, 'stopped'> {
  const count = report.tokens.length;
  const cutPlaces = report.segments.flatMap(({ truncated }, place) => (truncated ? place : []));
  const logProbability = report.tokens.reduce((sum, token) => sum + token.logProbability, 0);
  return {
    question,
    reader,
    condition,
    text: report.text,
    tokens: count,
    meanLogProbability: count === 0 ? null : logProbability / count,
    promptTokens: report.promptTokens,
    reusedTokens: report.reusedTokens,
    cutSegments: cutPlaces.length,
    cutPlaces,
    prefillMs: report.prefillMs,
    decodeMs: report.decodeMs,
    memoryBytes: report.memory.bytes,
  };
}
