import type { LeftOut, QuestionFile, SourceItem, SourceReport } from '../contract';
import { Failure } from '../failure';
import { letMessagesIn } from '../reader/let-messages-in';
import { fileKey } from './file-key';
import { mayHoldQuestions, readQuestions } from './questions/read-questions';
import { NotText } from './sources/decode-text';
import { kindOf, readDocument } from './sources/read-document';
import { Unusable } from './sources/unusable';
import { walkSources } from './sources/walk-sources';

/** Of many files that are left out, so many are named. */
export const NAMED_LEFT_OUT = 50;
const SAMPLE_CHARACTERS = 6000;

/** Looks at the sources without keeping anything: what is there, which questions, one text to try settings on. */
export async function surveySources(
  items: readonly SourceItem[],
  onFile: (path: string, readBytes: number) => void,
  signal: AbortSignal,
): Promise<SourceReport> {
  const questionFiles: QuestionFile[] = [];
  const leftOut: LeftOut[] = [];
  let leftOutCount = 0;
  let documents = 0;
  let documentBytes = 0;
  let sample: SourceReport['sample'] = null;
  let readBytes = 0;
  const evidence = new Set<string>();
  const found = new Set<string>();
  const leave = (path: string, reason: string) => {
    leftOutCount++;
    if (leftOut.length < NAMED_LEFT_OUT) leftOut.push({ path, reason });
  };

  for await (const file of walkSources(
    items,
    () => true,
    (bytes) => (readBytes += bytes),
  )) {
    signal.throwIfAborted();
    onFile(file.path, readBytes);
    await letMessagesIn();
    if (mayHoldQuestions(file.path)) {
      try {
        const reading = await readQuestions(file);
        if (!reading) {
          leave(file.path, 'JSON of a kind that is not read');
          continue;
        }
        let questions = 0;
        for await (const record of reading.records) {
          if (record.kind === 'question') {
            questions++;
            for (const one of record.question.files) evidence.add(fileKey(one));
          } else {
            documents++;
            documentBytes += record.text.length;
            questions += record.questions.length;
            sample ??= { title: record.title, text: record.text.slice(0, SAMPLE_CHARACTERS) };
          }
        }
        if (questions > 0) {
          questionFiles.push({ path: file.path, format: reading.format, questions });
        } else if (reading.format === 'TriviaQA') {
          leave(file.path, 'its questions have no answers');
        }
      } catch (cause) {
        if (cause instanceof NotText) leave(file.path, 'not a text, whatever its name says');
        else if (cause instanceof Failure && cause.name === 'unreadable-source') {
          leave(file.path, cause.message);
        } else throw cause;
      }
      continue;
    }
    if (!kindOf(file.path)) {
      leave(file.path, 'of a kind that is not read');
      continue;
    }
    documents++;
    documentBytes += file.bytes;
    found.add(fileKey(file.path));
    if (!sample) {
      try {
        const { title, text } = await readDocument(file);
        sample = { title, text: await beginning(text) };
      } catch (cause) {
        if (!(cause instanceof Unusable)) throw cause;
      }
    }
  }
  return {
    documents,
    documentBytes,
    questionFiles,
    evidence: [...evidence].filter((one) => found.has(one)).length,
    leftOut,
    leftOutCount,
    sample,
  };
}

async function beginning(text: AsyncIterable<string>): Promise<string> {
  let found = '';
  for await (const piece of text) {
    found += piece;
    if (found.length >= SAMPLE_CHARACTERS) break;
  }
  return found.slice(0, SAMPLE_CHARACTERS);
}
