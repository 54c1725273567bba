/** A question as a file says it, before it is known which passages hold its answer. */
export interface ParsedQuestion {
  /** Empty if the file gives none. */
  id: string;
  question: string;
  answer: string;
  aliases: string[];
  category: string;
  /** Documents that it was asked about: by file (`wikipedia/Name.txt`), by title, or attached to the document itself. */
  files: string[];
  article: string;
}

/** What a file of questions holds: questions, and documents with the questions that were asked about them. */
export type QuestionRecord =
  | { kind: 'question'; question: ParsedQuestion }
  | { kind: 'document'; title: string; text: string; questions: ParsedQuestion[] };

export type QuestionFormat = 'TriviaQA' | 'SQuAD' | 'lines';
