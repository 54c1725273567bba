import type { Architecture } from '../../workers/contract';
import type { ScoredCell } from './score-study';

/** All readers' answers to one question under one condition. */
export interface AnswerRow {
  key: string;
  condition: number;
  cells: Partial<Record<Architecture, ScoredCell>>;
  /** Any of them: question, condition and passages are the same for all. */
  one: ScoredCell;
}

/** Named in the messages: `answers.filter-…`. */
export const answerFilters = [
  'all',
  'only-mamba',
  'only-transformer',
  'both',
  'neither',
  'lost',
  'miss-retrieval',
  'miss-reader',
  'overflow',
] as const;

export type AnswerFilter = (typeof answerFilters)[number];

/** One row for each question and condition, in the order of the sample. */
export function answerRows(scored: readonly ScoredCell[]): AnswerRow[] {
  const rows = new Map<string, AnswerRow>();
  for (const one of scored) {
    const { condition, reader, question } = one.cell;
    const key = `${question} ${condition}`;
    const row = rows.get(key) ?? { key, condition, cells: {}, one };
    row.cells[reader] = one;
    rows.set(key, row);
  }
  return [...rows.values()].sort(
    (a, b) => a.one.question.order - b.one.question.order || a.condition - b.condition,
  );
}

/** @param condition index of a condition, or undefined for all */
export function filterRows(
  rows: readonly AnswerRow[],
  filter: AnswerFilter,
  condition: number | undefined,
): AnswerRow[] {
  const lost = filter === 'lost' ? findLost(rows) : new Set<ScoredCell>();
  return rows.filter((row) => {
    if (condition !== undefined && row.condition !== condition) return false;
    const { mamba, transformer } = row.cells;
    const cells = Object.values(row.cells);
    switch (filter) {
      case 'all':
        return true;
      case 'only-mamba':
        return mamba?.score.contains === true && transformer?.score.contains === false;
      case 'only-transformer':
        return transformer?.score.contains === true && mamba?.score.contains === false;
      case 'both':
        return cells.length === 2 && cells.every(({ score }) => score.contains);
      case 'neither':
        return cells.length === 2 && cells.every(({ score }) => !score.contains);
      case 'lost':
        return cells.some((one) => lost.has(one));
      case 'miss-retrieval':
        return cells.some(({ score, held }) => !score.contains && !held);
      case 'miss-reader':
        return cells.some(({ score, held }) => !score.contains && held);
      case 'overflow':
        return cells.some(({ score, overTrained }) => !score.contains && overTrained);
    }
  });
}

/** Wrong answers to questions that the same reader had right with fewer retrieved passages. */
function findLost(rows: readonly AnswerRow[]): Set<ScoredCell> {
  const cells = rows
    .flatMap((row) => Object.values(row.cells))
    .flatMap((one) => (one.condition.kind === 'retrieved' ? { one, k: one.condition.k } : []))
    .sort((a, b) => a.k - b.k);
  const rightBefore = new Set<string>();
  const lost = new Set<ScoredCell>();
  for (const { one } of cells) {
    const key = `${one.cell.question} ${one.cell.reader}`;
    if (one.score.contains) rightBefore.add(key);
    else if (rightBefore.has(key)) lost.add(one);
  }
  return lost;
}
