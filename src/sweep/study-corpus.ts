import type { PackQuestion, Passage, SearchBy } from '../../workers/contract';

/** Where a study finds its questions and passages: the corpus that the page has loaded, or files on disk. */
export interface StudyCorpus {
  title: string;
  /** Passages in all; their ids are 0 … `size` − 1 unless `search` says otherwise. */
  size: number;
  questions: readonly StudyCorpusQuestion[];
  /** The best passages, best first; at most `count`, fewer where there are no more. By meaning, if nothing is said. */
  search(question: StudyCorpusQuestion, count: number, by?: SearchBy): Promise<readonly Passage[]>;
  passages(ids: number[]): Promise<readonly Passage[]>;
}

export type StudyCorpusQuestion = Pick<
  PackQuestion,
  'id' | 'question' | 'answer' | 'aliases' | 'split' | 'goldPassages'
>;

/** The questions that may be reported: the held-out ones, or all of a corpus that has no such split. */
export function reportable(questions: readonly StudyCorpusQuestion[]): {
  questions: readonly StudyCorpusQuestion[];
  split: 'held-out' | 'all';
} {
  const heldOut = questions.filter(({ split }) => split === 'held-out');
  return heldOut.length > 0
    ? { questions: heldOut, split: 'held-out' }
    : { questions, split: 'all' };
}
