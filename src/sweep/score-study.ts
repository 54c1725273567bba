import { scoreAnswer, type AnswerScore } from '../ask/score-answer';
import { holdsAnswer } from './holds-answer';
import type { Condition } from './study-plan';
import type { StudyCell, StudyQuestion, StudyRun } from './study-run';

/** An answer with what it is worth and what the reader had to go by. */
export interface ScoredCell {
  cell: StudyCell;
  question: StudyQuestion;
  condition: Condition;
  score: AnswerScore;
  /** A passage of the prompt holds an accepted answer. */
  held: boolean;
  /** The prompt is longer than any that this reader was trained on. */
  overTrained: boolean;
}

// A run grows by an answer at a time and is scored again and again: nothing is scored twice.
const scoredCells = new WeakMap<StudyCell, ScoredCell>();
const holders = new WeakMap<StudyQuestion, ReadonlySet<number>>();

/** Scores every answer of a run. */
export function scoreStudy(run: StudyRun): ScoredCell[] {
  const questions = new Map(run.questions.map((one) => [one.id, one]));
  return run.cells.flatMap((cell) => {
    const known = scoredCells.get(cell);
    if (known) return known;
    const question = questions.get(cell.question);
    const condition = run.plan.conditions[cell.condition];
    const context = question?.contexts[cell.condition];
    const reader = run.readers.find(({ architecture }) => architecture === cell.reader);
    if (!question || !condition || !context || !reader) return [];
    const holding = holdersOf(question, run.passages);
    const scored: ScoredCell = {
      cell,
      question,
      condition,
      score: scoreAnswer(cell.text, question.accepted),
      held: context.some((id) => holding.has(id)),
      overTrained: cell.promptTokens > reader.trainedTokens,
    };
    scoredCells.set(cell, scored);
    return scored;
  });
}

/** Ids of the question's passages, under any condition, that hold an accepted answer. */
function holdersOf(question: StudyQuestion, passages: StudyRun['passages']): ReadonlySet<number> {
  const known = holders.get(question);
  if (known) return known;
  const ids = new Set(question.contexts.flatMap((context) => context ?? []));
  const found = new Set(
    [...ids].filter((id) => {
      const passage = passages[id];
      return passage !== undefined && holdsAnswer(passage, question.accepted);
    }),
  );
  holders.set(question, found);
  return found;
}
