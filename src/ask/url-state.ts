import type { Architecture, SearchBy } from '../../workers/contract';
import type { BackendWish } from '../device/choose-backend';
import { languages, type Language } from '../messages/languages';

export const MAX_K = 20;
export const DEFAULT_K = 5;
/** Longer questions are cut for the reader anyway, and would make a link that nobody can share. */
const LONGEST_IN_LINK = 2000;

/** What a link carries: enough for a class to see the same set-up. */
export interface UrlState {
  question: string;
  k: number;
  architecture: Architecture | 'both';
  backend: BackendWish;
  oracle: boolean;
  atOnce: boolean;
  /** Name of a corpus of one's own, which a pack file carries from machine to machine; empty for the bundled pack. */
  corpus: string;
  search: SearchBy;
  /** Undefined where each browser's own is meant. */
  language: Language | undefined;
  classMode: boolean;
  /** The class guesses before it sees the answers. */
  predictFirst: boolean;
}

/** Reads `?q=…&k=…&read=…&backend=…&oracle&at-once&corpus=…&search=…&lang=…&class&predict`; whatever is missing or makes no sense is the default. */
export function readUrlState(search: string): UrlState {
  const parameters = new URLSearchParams(search);
  const k = Number(parameters.get('k') || DEFAULT_K);
  return {
    question: parameters.get('q') ?? '',
    k: Number.isInteger(k) && k >= 0 && k <= MAX_K ? k : DEFAULT_K,
    architecture: oneOf(parameters.get('read'), ['both', 'mamba', 'transformer'] as const),
    backend: oneOf(parameters.get('backend'), ['auto', 'webgpu', 'cpu'] as const),
    oracle: parameters.has('oracle'),
    atOnce: parameters.has('at-once'),
    corpus: /^[a-z0-9-]{1,64}$/.exec(parameters.get('corpus') ?? '')?.[0] ?? '',
    search: oneOf(parameters.get('search'), ['meaning', 'both', 'words'] as const),
    language: languages.find((language) => language === parameters.get('lang')),
    classMode: parameters.has('class'),
    predictFirst: parameters.has('predict'),
  };
}

/** The search part of a link, defaults left out; empty if everything is default. */
export function writeUrlState(state: UrlState): string {
  const parameters = new URLSearchParams();
  if (state.question && state.question.length <= LONGEST_IN_LINK) {
    parameters.set('q', state.question);
  }
  if (state.k !== DEFAULT_K) parameters.set('k', String(state.k));
  if (state.architecture !== 'both') parameters.set('read', state.architecture);
  if (state.backend !== 'auto') parameters.set('backend', state.backend);
  if (state.oracle) parameters.set('oracle', '');
  if (state.atOnce) parameters.set('at-once', '');
  if (state.search !== 'meaning') parameters.set('search', state.search);
  if (state.corpus) parameters.set('corpus', state.corpus);
  if (state.language) parameters.set('lang', state.language);
  if (state.classMode) parameters.set('class', '');
  if (state.predictFirst) parameters.set('predict', '');
  const text = parameters.toString();
  return text === '' ? '' : `?${text}`;
}

function oneOf<const T extends readonly [string, ...string[]]>(
  value: string | null,
  allowed: T,
): T[number] {
  return allowed.find((option) => option === value) ?? allowed[0];
}
