import { JSONParser } from '@streamparser/json';
import { Failure } from '../../failure';
import { isFields } from '../../retrieval/is-json';
import { decodeText } from '../sources/decode-text';
import type { SourceFile } from '../sources/walk-sources';
import type { QuestionFormat, QuestionRecord } from './parsed-question';
import { lineRecord } from './line-record';
import { squadRecords } from './squad-records';
import { triviaQaRecord } from './triviaqa-record';

export interface QuestionReading {
  format: QuestionFormat;
  records: AsyncGenerator<QuestionRecord>;
  /** For whoever does not read the records to their end: an archive goes on only behind a file that is let go. */
  close(): Promise<void>;
}

const MAX_LINE_CHARACTERS = 64e6;

export const mayHoldQuestions = (path: string): boolean => /\.(json|jsonl|ndjson)$/i.test(path);

/**
 * The records of a question file, one at a time: TriviaQA's training file has 400 MB. Undefined where the file is JSON of
 * another kind. Throws `unreadable-source` where it is no JSON.
 */
export async function readQuestions(file: SourceFile): Promise<QuestionReading | undefined> {
  const { text } = await decodeText(file.open(), file.path);
  const values = /\.json$/i.test(file.path) ? elements(text, file.path) : lines(text, file.path);
  const first = await values.next();
  const format = first.done ? undefined : formatOf(first.value);
  if (!format) {
    await values.return(undefined);
    return undefined;
  }
  const close = async () => void (await values.return(undefined));
  async function* records(): AsyncGenerator<QuestionRecord> {
    try {
      for (let next = first; !next.done; next = await values.next()) yield* recordsOf(next.value);
    } finally {
      await close();
    }
  }
  return { format, records: records(), close };
}

function formatOf(value: unknown): QuestionFormat | undefined {
  if (!isFields(value)) return undefined;
  if (Object.hasOwn(value, 'Question') && Object.hasOwn(value, 'QuestionId')) return 'TriviaQA';
  if (Object.hasOwn(value, 'paragraphs')) return 'SQuAD';
  return lineRecord(value) ? 'lines' : undefined;
}

function* recordsOf(value: unknown): Generator<QuestionRecord> {
  if (!isFields(value)) return;
  const format = formatOf(value);
  if (format === 'SQuAD') yield* squadRecords(value);
  const record =
    format === 'TriviaQA'
      ? triviaQaRecord(value)
      : format === 'lines'
        ? lineRecord(value)
        : undefined;
  if (record) yield record;
}

/** The elements of `Data` (TriviaQA), `data` (SQuAD) or of the list that the whole file is. */
async function* elements(text: AsyncIterable<string>, path: string): AsyncGenerator<unknown> {
  const parser = new JSONParser({ paths: ['$.Data.*', '$.data.*', '$.*'], keepStack: false });
  const found: unknown[] = [];
  let error: Error | undefined;
  parser.onValue = ({ value, stack }) => {
    // `$.*` of an object is a field of it (`version`, or `Data` emptied of what was given out before).
    if (stack.length > 1 || (stack.length === 1 && Array.isArray(stack[0]?.value)))
      found.push(value);
  };
  parser.onError = (cause) => (error = cause);
  const check = () => {
    if (error) throw notJson(path, error);
  };
  for await (const piece of text) {
    for (let at = 0; at < piece.length && !parser.isEnded; at += 1 << 16) {
      parser.write(piece.slice(at, at + (1 << 16)));
      check();
      yield* found.splice(0);
    }
  }
  if (!parser.isEnded) throw notJson(path, new Error('it ends in the middle'));
}

async function* lines(text: AsyncIterable<string>, path: string): AsyncGenerator<unknown> {
  let open = '';
  let number = 0;
  const parse = (line: string): unknown => {
    number++;
    if (line.trim() === '') return undefined;
    try {
      return JSON.parse(line);
    } catch (cause) {
      throw notJson(`${path}, line ${number},`, cause);
    }
  };
  for await (const piece of text) {
    open += piece;
    if (open.length > MAX_LINE_CHARACTERS) throw notJson(path, new Error('a line has no end'));
    const parts = open.split('\n');
    open = parts.pop() ?? '';
    for (const part of parts) {
      const value = parse(part);
      if (value !== undefined) yield value;
    }
  }
  const value = parse(open);
  if (value !== undefined) yield value;
}

function notJson(path: string, cause: unknown): Failure {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Failure('unreadable-source', `${path} is not JSON: ${reason}.`, { cause });
}
