import { isFields, isString, type Fields } from '../../retrieval/is-json';
import type { ParsedQuestion, QuestionRecord } from './parsed-question';

/**
 * A line of our own schema (docs/QUESTION-FORMATS.md): a question `{question, answer}`, where `answer` is a text or a
 * list as in Natural Questions (open), or a document `{title, text, questions?}`. Undefined for anything else.
 */
export function lineRecord(value: Fields): QuestionRecord | undefined {
  const { title, text, category } = value;
  if (isString(text) && isString(title)) {
    const questions = Array.isArray(value.questions) ? value.questions : [];
    return {
      kind: 'document',
      title,
      text,
      questions: questions.flatMap((one: unknown) => {
        const parsed = isFields(one) && parseQuestion(one);
        const inherited = isString(category) ? category : '';
        return parsed
          ? [{ ...parsed, article: title, category: parsed.category || inherited }]
          : [];
      }),
    };
  }
  const question = parseQuestion(value);
  return question && { kind: 'question', question };
}

function parseQuestion(value: Fields): ParsedQuestion | undefined {
  const { id, question, answer, aliases, article, category } = value;
  const accepted = [answer, aliases].flat().filter(isString);
  const [first, ...others] = accepted;
  if (!isString(question) || question.trim() === '' || first === undefined) return undefined;
  return {
    id: isString(id) || typeof id === 'number' ? String(id) : '',
    question,
    answer: first,
    aliases: others,
    category: isString(category) ? category : '',
    files: [],
    article: isString(article) ? article : '',
  };
}
