import type { Architecture, Passage, Retrieval } from '../../workers/contract';
import type { AskSession } from '../ask/ask-session.svelte';
import { markText } from '../ask/mark-text';
import { formatBytes } from '../format-bytes';
import { formatMs } from '../format-ms';
import { formatNumber, t } from '../messages/language.svelte';
import { architectureNames, architectures } from '../models/catalogue';

/** What the tour looks at and works with: the session of the page. */
export type TourPage = Pick<
  AskSession,
  | 'question'
  | 'k'
  | 'asked'
  | 'running'
  | 'retrieval'
  | 'used'
  | 'answers'
  | 'arranged'
  | 'order'
  | 'known'
  | 'score'
  | 'retriever'
>;

/** Of the answers at FEW passages, for comparison with those at MORE. */
export type Carried = Partial<Record<Architecture, { bytes: number; tokens: number }>>;

/** Questions of the bundled pack (shown examples): one that both readers answered when this was written, one that they did not. */
const QUESTION = 'Which space probe was the first to visit both Uranus and Neptune?';
const FAILING = "Which naturalist's plant gathering gave Botany Bay its name?";
const FEW = 3;
const MORE = 5;

export type StepName =
  'question' | 'retrieved' | 'prompt' | 'answers' | 'more' | 'moved' | 'memory' | 'fails';

export interface TourStep {
  name: StepName;
  question: string;
  k: number;
  /** False for the step before anything is asked. */
  asks: boolean;
  /** The second passage stands first. */
  moved: boolean;
  /** What the step is about: `data-tour` of the element. */
  shows: 'question' | 'passages' | 'prompt' | 'readers';
  text(page: TourPage): string;
  /** Whether what the step waits for is there. */
  isReady(page: TourPage): boolean;
  /** What came out, live; one sentence for each entry. */
  facts(page: TourPage, before: Carried): string[];
}

const found = (page: TourPage): page is TourPage & { retrieval: Retrieval } =>
  Boolean(page.retrieval);
const reportOf = (page: TourPage, one: Architecture) => page.answers[one]?.report;
const allDone = (page: TourPage) =>
  !page.running && architectures.every((one) => page.answers[one]?.stage === 'done');
const perReader = (page: TourPage, say: (one: Architecture) => string | undefined): string[] =>
  architectures.flatMap((one) => (reportOf(page, one) ? (say(one) ?? []) : []));

const answered = { asks: true, moved: false, shows: 'readers', isReady: allDone } as const;

function reusedFacts(page: TourPage): string[] {
  return perReader(page, (one) => {
    const report = reportOf(page, one);
    if (!report) return undefined;
    const { reusedTokens: reused, promptTokens: tokens, prefillMs } = report;
    const reader = architectureNames[one];
    return t('tour.reused.fact', { reader, reused, tokens, time: formatMs(prefillMs) });
  });
}

export const tourSteps: readonly TourStep[] = [
  {
    ...answered,
    name: 'question',
    question: QUESTION,
    k: FEW,
    asks: false,
    shows: 'question',
    text: () => t('tour.question.text'),
    isReady: ({ retriever }) => retriever.state.step === 'ready',
    facts: ({ retriever: { state } }) =>
      state.step === 'ready' ? [t('tour.question.fact', { passages: state.info.passages })] : [],
  },
  {
    ...answered,
    name: 'retrieved',
    question: QUESTION,
    k: FEW,
    shows: 'passages',
    text: ({ retriever: { state }, k }) =>
      t('tour.retrieved.text', {
        dimensions: state.step === 'ready' ? state.info.dimensions : '…',
        k,
      }),
    isReady: found,
    facts(page) {
      const nearest = page.retrieval?.passages[0];
      if (!page.retrieval || !nearest) return [];
      return [
        t('tour.retrieved.fact', {
          title: nearest.title,
          similarity: formatNumber(nearest.similarity, 2),
          time: formatMs(page.retrieval.embedMs + page.retrieval.searchMs),
        }),
      ];
    },
  },
  {
    ...answered,
    name: 'prompt',
    question: QUESTION,
    k: FEW,
    shows: 'prompt',
    text: () => t('tour.prompt.text'),
    isReady: (page) => architectures.some((one) => reportOf(page, one)),
    facts(page) {
      const report = reportOf(page, 'mamba') ?? reportOf(page, 'transformer');
      return report ? [t('tour.prompt.fact', { tokens: report.promptTokens })] : [];
    },
  },
  {
    ...answered,
    name: 'answers',
    question: QUESTION,
    k: FEW,
    text: () => t('tour.answers.text'),
    facts: (page) =>
      perReader(page, (one) => {
        const view = page.answers[one];
        const score = view && page.score(view);
        const said = { reader: architectureNames[one], answer: view?.text ?? '' };
        if (!score) return t('tour.answers.fact', said);
        return t(score.contains ? 'tour.answers.fact-right' : 'tour.answers.fact-wrong', said);
      }),
  },
  {
    ...answered,
    name: 'more',
    question: QUESTION,
    k: MORE,
    text: () => t('tour.more.text', { from: FEW, to: MORE }),
    facts: reusedFacts,
  },
  {
    ...answered,
    name: 'moved',
    question: QUESTION,
    k: MORE,
    moved: true,
    text: () => t('tour.moved.text'),
    facts: reusedFacts,
  },
  {
    ...answered,
    name: 'memory',
    question: QUESTION,
    k: MORE,
    moved: true,
    text: () => t('tour.memory.text'),
    facts: (page, carried) =>
      perReader(page, (one) => {
        const report = reportOf(page, one);
        if (!report) return undefined;
        const then = carried[one];
        const said = {
          reader: architectureNames[one],
          now: formatBytes(report.memory.bytes),
          after: report.promptTokens,
        };
        if (!then) return t('tour.memory.fact', said);
        const before = then.tokens;
        return then.bytes === report.memory.bytes
          ? t('tour.memory.fact-same', { ...said, before })
          : t('tour.memory.fact-grown', { ...said, before, then: formatBytes(then.bytes) });
      }),
  },
  {
    ...answered,
    name: 'fails',
    question: FAILING,
    k: FEW,
    text: () => t('tour.fails.text'),
    facts: whyItFailed,
  },
];

function whyItFailed(page: TourPage): string[] {
  const { known } = page;
  if (!known) return [];
  const { answer } = known;
  const wrong = architectures.filter((one) => {
    const view = page.answers[one];
    return view && !page.score(view)?.contains;
  });
  if (wrong.length === 0) return [t('tour.fails.fact-right', { answer })];
  const places = holding(page.used, [answer, ...known.aliases]);
  if (places.length === 0) {
    return [t('tour.fails.fact-not-found', { passages: page.used.length, answer })];
  }
  const readers = wrong.map((one) => architectureNames[one]).join(', ');
  return [t('tour.fails.fact-not-used', { answer, places: places.join(', '), readers })];
}

/** Places, from 1, of the passages in which one of the phrases stands. */
const holding = (passages: readonly Passage[], phrases: readonly string[]): number[] =>
  passages.flatMap(({ text }, index) =>
    markText(text, phrases).some(({ marked }) => marked) ? [index + 1] : [],
  );
