import { isFields, isString, type Fields } from '../../retrieval/is-json';
import type { ParsedQuestion, QuestionRecord } from './parsed-question';

/**
 * SQuAD 1.1 and 2.0 (Rajpurkar et al. 2016, 2018), an element of `data`: each paragraph is a document with its questions.
 * Questions without an answer (2.0) are passed over, their paragraph is not.
 */
export function* squadRecords(value: Fields): Generator<QuestionRecord> {
  const title = isString(value.title) ? value.title.replaceAll('_', ' ') : '';
  for (const paragraph of list(value.paragraphs)) {
    if (!isFields(paragraph) || !isString(paragraph.context)) continue;
    const questions = list(paragraph.qas).flatMap((qa): ParsedQuestion[] => {
      if (!isFields(qa) || !isString(qa.question)) return [];
      const texts = list(qa.answers)
        .filter(isFields)
        .flatMap(({ text }) => (isString(text) ? [text] : []));
      const [answer, ...aliases] = new Set(texts);
      if (answer === undefined) return [];
      const id = isString(qa.id) ? qa.id : '';
      const { question } = qa;
      return [{ id, question, answer, aliases, category: 'SQuAD', files: [], article: title }];
    });
    yield { kind: 'document', title, text: paragraph.context, questions };
  }
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
