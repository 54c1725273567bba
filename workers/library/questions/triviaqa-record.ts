import { isFields, isString, type Fields } from '../../retrieval/is-json';
import type { QuestionRecord } from './parsed-question';

/** TriviaQA (Joshi et al. 2017), `qa/*.json`, an element of `Data`. Undefined without an answer, as in its test sets. */
export function triviaQaRecord(value: Fields): QuestionRecord | undefined {
  const { Question, QuestionId, Answer } = value;
  if (!isString(Question) || !isString(QuestionId) || !isFields(Answer)) return undefined;
  const { Value } = Answer;
  if (!isString(Value)) return undefined;
  const pages = list(value.EntityPages).filter(isFields);
  const results = list(value.SearchResults).filter(isFields);
  const files = (folder: string, of: Fields[]) =>
    of.flatMap(({ Filename }) => (isString(Filename) ? [`${folder}/${Filename}`] : []));
  const [title] = pages.flatMap(({ Title }) => (isString(Title) ? [Title] : []));
  return {
    kind: 'question',
    question: {
      id: QuestionId,
      question: Question,
      answer: Value,
      aliases: list(Answer.Aliases).filter(isString),
      category: 'TriviaQA',
      files: [...files('wikipedia', pages), ...files('web', results)],
      article: title ?? '',
    },
  };
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
