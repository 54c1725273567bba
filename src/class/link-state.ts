import type { AskSession } from '../ask/ask-session.svelte';
import { writeUrlState, type UrlState } from '../ask/url-state';
import { pageLanguage } from '../messages/language.svelte';

/** What class mode adds to a link; for students usually nothing. */
export interface ClassLink {
  on: boolean;
  predictFirst: boolean;
}

/** The whole address, for other devices. */
export const shareLink = (session: AskSession, classLink: ClassLink): string =>
  `${location.origin}${location.pathname}${writeUrlState(linkState(session, classLink))}`;

/** What the link of the page says: the set-up, the language if one was chosen, and class mode. */
export function linkState(session: AskSession, classLink: ClassLink): UrlState {
  const { question, k, architecture, backend, oracle, atOnce } = session;
  const own = /^corpora\/(.+)$/.exec(session.corpus.id)?.[1] ?? '';
  return {
    question,
    k,
    architecture,
    backend,
    oracle,
    atOnce,
    corpus: session.missingCorpus || own,
    search: session.retriever.by,
    language: pageLanguage.chosen,
    classMode: classLink.on,
    predictFirst: classLink.predictFirst,
  };
}
