import * as v from 'valibot';
import type { Language } from '../messages/languages';
import { say } from '../messages/say';
import { architectureNames } from '../models/catalogue';
import { StudyNotice } from './study-notice';
import { architecture, studyPlan } from './study-plan';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** Path → SHA-256 in lower-case hex. */
const hashes = v.record(v.string(), v.string());

const bundle = v.object({ id: v.string(), title: v.string(), files: hashes });

const reader = v.object({
  ...bundle.entries,
  architecture,
  backend: v.picklist(['webgpu', 'cpu']),
  runsOn: v.string(),
  parameters: count,
  trainedTokens: count,
});

const question = v.object({
  id: v.string(),
  /** Place in the drawn sample. */
  order: count,
  question: v.string(),
  /** The answer and its aliases. */
  accepted: v.array(v.string()),
  /** Passages known to hold the answer. */
  gold: v.array(count),
  /** For each condition of the plan the passages of the prompt in order; null where the condition cannot be met. */
  contexts: v.array(v.nullable(v.array(count))),
});

const cell = v.object({
  /** Id of the question. */
  question: v.string(),
  reader: architecture,
  /** Index into the plan's conditions. */
  condition: count,
  text: v.string(),
  tokens: count,
  /** Of the answer's tokens; null for an empty answer. */
  meanLogProbability: v.nullable(v.number()),
  stopped: v.picklist(['end', 'length']),
  promptTokens: count,
  /** Of `promptTokens`, how many were kept from the prompt before. Times of reading count only where it is 0. */
  reusedTokens: count,
  /** Parts of the prompt that were longer than the reader's format allows. */
  cutSegments: count,
  /** Which ones, by their place in the prompt. Runs of older versions lack this and the next. */
  cutPlaces: v.optional(v.array(count)),
  /** Of the prompt's parts as they were handed over ({@link promptHash}): shows that what is displayed is what was read. */
  promptSha256: v.optional(v.string()),
  prefillMs: v.number(),
  decodeMs: v.number(),
  memoryBytes: count,
});

/**
 * A study with everything that is needed to score it again: what was asked of whom, with which files, and every answer.
 * Scores are not in it, because they follow from it.
 */
export const studyRun = v.object({
  schema: v.literal('state-space-reader/study'),
  version: v.literal(1),
  id: v.string(),
  startedAt: v.string(),
  program: v.string(),
  /** The browser or the Node that ran it, and the threads of its processor. */
  machine: v.string(),
  plan: studyPlan,
  maxNewTokens: count,
  corpus: v.object({
    ...bundle.entries,
    passages: count,
    /** Questions that could have been drawn. */
    questions: count,
    split: v.picklist(['held-out', 'all']),
  }),
  embedder: v.nullable(bundle),
  readers: v.array(reader),
  questions: v.array(question),
  /** Every passage of a context, by id. */
  passages: v.record(v.string(), v.object({ title: v.string(), text: v.string() })),
  cells: v.array(cell),
});

export type StudyRun = v.InferOutput<typeof studyRun>;
export type StudyReader = StudyRun['readers'][number];
export type StudyQuestion = StudyRun['questions'][number];
export type StudyCell = StudyRun['cells'][number];
export type StudyPassages = StudyRun['passages'];
/** A run without its results. */
export type StudyHeader = Omit<StudyRun, 'questions' | 'passages' | 'cells'>;

/** A run from a file's text. Throws a {@link StudyNotice} with what is wrong and where. */
export function parseStudyRun(text: string): StudyRun {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unusable((language) => say(language, 'notices.not-json'));
  }
  const parsed = v.safeParse(studyRun, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const where = issue.path?.map(({ key }) => String(key)).join('.');
    throw unusable(() => `${where ? `${where}: ` : ''}${issue.message}`);
  }
  const run = parsed.output;
  const questions = new Map(run.questions.map((one) => [one.id, one]));
  for (const one of run.cells) {
    if (!questions.get(one.question)?.contexts[one.condition]) {
      throw unusable((language) =>
        say(language, 'notices.question-missing', { question: one.question }),
      );
    }
  }
  for (const id of run.questions.flatMap(({ contexts }) => contexts.flatMap((ids) => ids ?? []))) {
    if (run.passages[id]) continue;
    throw unusable((language) => say(language, 'notices.passage-missing', { passage: String(id) }));
  }
  return run;
}

const unusable = (reason: (language: Language) => string) =>
  new StudyNotice((language) => say(language, 'notices.unreadable', { reason: reason(language) }));

/** Names every field, so that no question, answer or passage of a whole run slips in. */
export const headerOf = (run: StudyHeader): StudyHeader => ({
  schema: run.schema,
  version: run.version,
  id: run.id,
  startedAt: run.startedAt,
  program: run.program,
  machine: run.machine,
  plan: run.plan,
  maxNewTokens: run.maxNewTokens,
  corpus: run.corpus,
  embedder: run.embedder,
  readers: run.readers,
});

/** Whether two bundles have the same files, whatever they are called. */
export const sameHashes = (a: Record<string, string>, b: Record<string, string>): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());

/** What of a run must be the same before it may go on; empty if it is. For people. */
export function differences(before: StudyHeader, now: StudyHeader, language: Language): string[] {
  const found: string[] = [];
  if (!sameHashes(before.corpus.files, now.corpus.files)) {
    const titles = { before: before.corpus.title, now: now.corpus.title };
    found.push(say(language, 'notices.corpus-differs', titles));
  }
  if (!sameHashes(before.embedder?.files ?? {}, now.embedder?.files ?? {})) {
    found.push(say(language, 'notices.embedder-differs'));
  }
  for (const old of before.readers) {
    const current = now.readers.find((one) => one.architecture === old.architecture);
    const reader = architectureNames[old.architecture];
    if (!current || !sameHashes(old.files, current.files)) {
      found.push(say(language, 'notices.model-differs', { reader, before: old.title }));
    } else if (old.backend !== current.backend) {
      const devices = { before: old.runsOn, now: current.runsOn };
      found.push(say(language, 'notices.backend-differs', { reader, ...devices }));
    }
  }
  if (before.maxNewTokens !== now.maxNewTokens) {
    found.push(say(language, 'notices.length-differs'));
  }
  return found;
}

/** `files` of a bundle for the record. */
export function hashesOf(
  files: readonly { path: string; sha256: string }[],
): Record<string, string> {
  return Object.fromEntries(files.map(({ path, sha256 }) => [path, sha256]));
}
