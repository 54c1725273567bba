import MiniSearch from 'minisearch';
import type { Passage } from '../contract';

/** Of a question that goes on for ever, so much is looked up. */
const QUESTION_CHARACTERS = 2000;

/** Search by words: BM25 over title and text. */
export interface WordIndex {
  /** Ids of at most `limit` passages that share a word with the question, best first. */
  search(question: string, limit: number): number[];
}

/** BM25 as MiniSearch has it, with its own parameters: others gained nothing (docs/LOG.md). */
export async function wordIndex(passages: AsyncIterable<Passage[]>): Promise<WordIndex> {
  const index = new MiniSearch<Passage>({ fields: ['title', 'text'] });
  for await (const some of passages) index.addAll(some);
  return {
    search: (question, limit) =>
      index
        .search(question.slice(0, QUESTION_CHARACTERS))
        .slice(0, limit)
        .map(({ id }) => id as number),
  };
}

/** Chosen on the bundled pack's `examples`: 5 to 60 differ by less than chance would. */
const RANK_CONSTANT = 10;

/** Reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): what stands high in either list stands high. */
export function fuseRanks(lists: readonly (readonly number[])[]): number[] {
  const scores = new Map<number, number>();
  for (const ids of lists) {
    for (const [at, id] of ids.entries()) {
      scores.set(id, (scores.get(id) ?? 0) + 1 / (RANK_CONSTANT + at + 1));
    }
  }
  return [...scores].sort(([a, x], [b, y]) => y - x || a - b).map(([id]) => id);
}
