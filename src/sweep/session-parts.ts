import { version } from '../../package.json';
import type { Architecture } from '../../workers/contract';
import { MAX_NEW_TOKENS } from '../ask/answer-question';
import type { AskSession } from '../ask/ask-session.svelte';
import type { GpuReport } from '../device/inspect-device';
import { reportable, type StudyCorpus } from './study-corpus';
import { studyNotice } from './study-notice';
import type { StudyPlan } from './study-plan';
import { hashesOf, type StudyHeader } from './study-run';

/** The corpus that the page has loaded, whichever it is; it must stay that one for as long as it is asked. */
export async function sessionCorpus(session: AskSession): Promise<StudyCorpus> {
  const { corpus } = session;
  const retriever = await session.retriever.ready();
  const { state } = session.retriever;
  if (state.step !== 'ready') throw new Error('The retriever is not ready.');
  const stay = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      if (session.corpus.id === corpus.id) throw error;
      throw studyNotice('notices.other-corpus', { corpus: corpus.title });
    });
  return {
    title: state.info.packTitle,
    size: state.info.passages,
    questions: state.info.questions,
    search: async ({ question }, count, by) =>
      (await stay(retriever.search(question, count, by))).passages,
    passages: (ids) => stay(retriever.passages(ids)),
  };
}

/** Names what a reader's speed was measured with: another model or backend has another one. */
export const setUpOf = (session: AskSession, reader: Architecture): string =>
  `${session.readers[reader].model.id} ${session.backend}`;

/** Loads the plan's readers and says what a run with them would be. */
export async function sessionHeader(
  session: AskSession,
  gpu: GpuReport,
  corpus: StudyCorpus,
  plan: StudyPlan,
): Promise<StudyHeader> {
  const readers: StudyHeader['readers'] = [];
  for (const architecture of plan.readers) {
    await session.readers[architecture].ready(session.backend, gpu);
    readers.push(readerIdentity(session, architecture));
  }
  const { questions, split } = reportable(corpus.questions);
  const { state } = session.retriever;
  if (state.step !== 'ready') throw new Error('The retriever is not ready.');
  const { embedder } = state.info;
  return {
    schema: 'state-space-reader/study',
    version: 1,
    id: crypto.randomUUID(),
    startedAt: new Date().toISOString(),
    program: version,
    machine: `${navigator.userAgent}, ${navigator.hardwareConcurrency} threads`,
    plan,
    maxNewTokens: MAX_NEW_TOKENS,
    corpus: {
      id: session.corpus.id,
      title: corpus.title,
      files: hashesOf(session.corpus.files),
      passages: corpus.size,
      questions: questions.length,
      split,
    },
    embedder: {
      id: embedder.id,
      title: embedder.title,
      files: hashesOf(embedder.files),
    },
    readers,
  };
}

function readerIdentity(
  session: AskSession,
  architecture: Architecture,
): StudyHeader['readers'][number] {
  const { state, model } = session.readers[architecture];
  if (state.step !== 'ready') throw new Error(`The ${architecture} is not ready.`);
  const { backend, runsOn, parameters, trainedTokens } = state.info;
  const { id, title, files } = model;
  return {
    id,
    title,
    files: hashesOf(files),
    architecture,
    backend,
    runsOn,
    parameters,
    trainedTokens,
  };
}
