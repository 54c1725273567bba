import type { CorpusOptions, LeftOut, PackQuestion, SourceItem } from '../contract';
import { Failure } from '../failure';
import { letMessagesIn } from '../reader/let-messages-in';
import { fileKey } from './file-key';
import {
  chooseQuestions,
  documentKey,
  holdsAnswer,
  toPackQuestion,
  type ChosenQuestion,
} from './questions/choose-questions';
import { mayHoldQuestions, readQuestions } from './questions/read-questions';
import { NotText } from './sources/decode-text';
import { readDocument, titleOf } from './sources/read-document';
import { Unusable } from './sources/unusable';
import { walkSources, type SourceFile } from './sources/walk-sources';
import { splitText } from './split/split-text';
import { NAMED_LEFT_OUT } from './survey-sources';

export interface CollectLimits {
  maxPassages: number;
}
/** 300 MB to 500 MB of text; 192 MB of memory to search. */
export const LIMITS: CollectLimits = { maxPassages: 500_000 };

export interface CollectSink {
  passage(title: string, text: string): Promise<void>;
  /** Bytes of the items that are read; they are read twice if there are questions. */
  progress(document: string, readBytes: number, documents: number, passages: number): void;
}

export interface Collected {
  passages: number;
  documents: number;
  questions: PackQuestion[];
  leftOut: LeftOut[];
  leftOutCount: number;
  /** Documents that chosen questions name and that the sources lack. */
  missingEvidence: number;
}

/**
 * Reads the sources twice: first the questions (in TriviaQA's archive they may come behind the evidence), then the
 * documents, whose passages go to the sink one by one. The same items and options give the same passages in the same order.
 *
 * Throws `nothing-to-index`, `source-too-large`, `unreadable-source`, and what the sink throws.
 */
export async function collectPassages(
  items: readonly SourceItem[],
  options: CorpusOptions,
  sink: CollectSink,
  signal: AbortSignal,
  limits: CollectLimits = LIMITS,
): Promise<Collected> {
  let readBytes = 0;
  let documents = 0;
  let passages = 0;
  const leftOut: LeftOut[] = [];
  let leftOutCount = 0;
  const questions = await chooseQuestions(items, options, signal, (path, bytes) =>
    sink.progress(path, bytes, 0, 0),
  );
  const byFile = groupBy(questions, ({ source }) => source.files.map(fileKey));
  const byDocument = groupBy(questions, ({ document }) => (document ? [document] : []));
  const byTitle = groupBy(questions, ({ source, document }) =>
    source.files.length === 0 && !document && source.article ? [source.article.toLowerCase()] : [],
  );
  const missing = new Set(byFile.keys());

  async function take(title: string, text: AsyncIterable<string>, asked: ChosenQuestion[]) {
    const first = passages;
    for await (const passage of splitText(text, options.split)) {
      if (passages === first) documents++;
      if (passages === limits.maxPassages) {
        throw new Failure(
          'source-too-large',
          `More than ${limits.maxPassages} passages; the document in hand is "${title}".`,
        );
      }
      for (const one of asked)
        if (holdsAnswer(title, passage, one.accepted)) one.gold.push(passages);
      await sink.passage(title, passage);
      passages++;
      if (passages % 64 !== 0) continue;
      sink.progress(title, readBytes, documents, passages);
      await letMessagesIn();
      signal.throwIfAborted();
    }
  }

  async function takeRecords(file: SourceFile): Promise<void> {
    const reading = await readQuestions(file);
    if (!reading) throw new Unusable('JSON of a kind that is not read');
    if (reading.format === 'TriviaQA') {
      await reading.close();
      return;
    }
    let number = 0;
    for await (const record of reading.records) {
      if (record.kind !== 'document') continue;
      const asked = [
        ...(byDocument.get(documentKey(file.path, number++)) ?? []),
        ...(byTitle.get(record.title.toLowerCase()) ?? []),
      ];
      if (options.onlyEvidence && asked.length === 0) continue;
      await take(record.title, once(record.text), asked);
    }
  }

  async function takeDocument(file: SourceFile): Promise<void> {
    const asked = byFile.get(fileKey(file.path)) ?? [];
    missing.delete(fileKey(file.path));
    const { title, text } = await readDocument(file);
    await take(title, text, asked.length > 0 ? asked : (byTitle.get(title.toLowerCase()) ?? []));
  }

  const wanted = (path: string) =>
    !options.onlyEvidence ||
    mayHoldQuestions(path) ||
    byFile.has(fileKey(path)) ||
    byTitle.has(titleOf(path).toLowerCase());
  for await (const file of walkSources(items, wanted, (bytes) => (readBytes += bytes))) {
    sink.progress(file.path, readBytes, documents, passages);
    await letMessagesIn();
    signal.throwIfAborted();
    const before = passages;
    try {
      if (mayHoldQuestions(file.path)) await takeRecords(file);
      else await takeDocument(file);
    } catch (cause) {
      const reason = reasonOf(cause);
      // Half a document is worse than none: then everything stops.
      if (reason === undefined || passages > before) throw cause;
      leftOutCount++;
      if (leftOut.length < NAMED_LEFT_OUT) leftOut.push({ path: file.path, reason });
    }
  }
  if (passages === 0) {
    const [first] = leftOut;
    const example = first ? ` ${first.path}: ${first.reason}.` : '';
    throw new Failure('nothing-to-index', `No passage came of what was chosen.${example}`);
  }
  return {
    passages,
    documents,
    questions: questions.map(toPackQuestion),
    leftOut,
    leftOutCount,
    missingEvidence: missing.size,
  };
}

/** Why one file is left out; undefined if the error concerns more than it. */
function reasonOf(cause: unknown): string | undefined {
  if (cause instanceof NotText) return 'not a text, whatever its name says';
  if (cause instanceof Unusable) return cause.message;
  const ofOneFile = cause instanceof Failure && cause.name === 'unreadable-source';
  return ofOneFile ? cause.message : undefined;
}

function groupBy(
  questions: readonly ChosenQuestion[],
  keysOf: (question: ChosenQuestion) => string[],
): Map<string, ChosenQuestion[]> {
  const groups = new Map<string, ChosenQuestion[]>();
  for (const question of questions) {
    for (const key of keysOf(question)) {
      const group = groups.get(key);
      if (group) group.push(question);
      else groups.set(key, [question]);
    }
  }
  return groups;
}

async function* once(text: string) {
  yield text;
}
