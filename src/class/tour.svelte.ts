import type { AskSession } from '../ask/ask-session.svelte';
import { architectures, catalogue } from '../models/catalogue';
import { tourSteps, type Carried, type TourPage, type TourStep } from './tour-steps';

/** What the tour turns on the page: the set-up of the form. */
export type ToursSession = TourPage &
  Pick<
    AskSession,
    | 'architecture'
    | 'oracle'
    | 'atOnce'
    | 'corpus'
    | 'leftOut'
    | 'edits'
    | 'ask'
    | 'move'
    | 'readFrom'
    | 'resetPassages'
    | 'isRearranged'
    | 'failure'
    | 'warmUp'
  >;

/** The set-up that a person had before the tour. */
type Before = Pick<
  ToursSession,
  'question' | 'k' | 'architecture' | 'oracle' | 'atOnce' | 'corpus' | 'asked'
> & { by: ToursSession['retriever']['by'] };

/**
 * The guided tour: each step sets the page up as a person would, and is ready when the live page is. Nothing is recorded
 * or timed; a step that fails or is disturbed can be done again or skipped.
 */
export class Tour {
  /** From 0; undefined when there is no tour. */
  at = $state<number>();
  readonly step = $derived<TourStep | undefined>(
    this.at === undefined ? undefined : tourSteps[this.at],
  );
  readonly running = $derived(this.step !== undefined);
  readonly isFirst = $derived(this.at === 0);
  readonly isLast = $derived(this.at === tourSteps.length - 1);
  /** What the readers carried with few passages. */
  carried = $state.raw<Carried>({});
  /** The passage is still to be moved: it has to be found first. */
  #movePending = $state(false);
  #before: Before | undefined;

  begin(session: ToursSession): void {
    const { question, k, architecture, oracle, atOnce, corpus, asked } = session;
    const { by } = session.retriever;
    this.#before = { question, k, architecture, oracle, atOnce, corpus, asked, by };
    this.carried = {};
    this.goTo(0, session);
  }

  /** Sets the page up for a step; one that is set up already is not asked again. */
  goTo(at: number, session: ToursSession): void {
    const step = tourSteps[at];
    if (!step) return;
    this.at = at;
    if (session.corpus.id !== catalogue.pack.id) session.readFrom();
    session.retriever.by = 'meaning';
    session.architecture = 'both';
    session.oracle = false;
    session.atOnce = false;
    session.question = step.question;
    session.k = step.k; // what changes in the form is asked again by the page itself
    this.#movePending = step.moved && session.order.length === 0;
    if (!step.asks) {
      void session.warmUp();
      return;
    }
    if (session.asked !== step.question) void session.ask();
    else if (!step.moved && session.isRearranged) session.resetPassages();
    this.follow(session);
  }

  /** To be called when the page has changed: does what had to wait for it. */
  follow(session: ToursSession): void {
    const { step } = this;
    if (!step) return;
    const second = session.arranged[1];
    if (this.#movePending && session.asked === step.question && second) {
      this.#movePending = false;
      session.move(second.id, -1);
    }
    if (step.name === 'answers' && this.isReady(session)) {
      this.carried = Object.fromEntries(
        architectures.flatMap((one) => {
          const report = session.answers[one]?.report;
          return report ? [[one, { bytes: report.memory.bytes, tokens: report.promptTokens }]] : [];
        }),
      );
    }
  }

  /** Whether the page shows what the step is about. */
  isReady(session: ToursSession): boolean {
    const { step } = this;
    if (!step || session.question !== step.question) return false;
    if (!step.asks) return step.isReady(session);
    return (
      session.asked === step.question &&
      session.used.length === step.k &&
      session.order.length > 0 === step.moved &&
      step.isReady(session)
    );
  }

  /** Whether the page has come to rest without what the step waits for: it failed, or somebody did something else. */
  isStopped(session: ToursSession): boolean {
    const loading = session.retriever.state.step === 'loading';
    return this.running && !this.isReady(session) && !session.running && !loading;
  }

  /** Does the step in hand once more. */
  again(session: ToursSession): void {
    const { at, step } = this;
    if (at === undefined || !step) return;
    this.goTo(at, session);
    if (step.asks && !session.running && !this.isReady(session)) void session.ask();
  }

  next(session: ToursSession): void {
    if (this.isLast) this.end(session);
    else if (this.at !== undefined) this.goTo(this.at + 1, session);
  }

  back(session: ToursSession): void {
    if (this.at !== undefined) this.goTo(this.at - 1, session);
  }

  /** Gives the person's own question and set-up back; without one, what the tour made stays. */
  end(session: ToursSession): void {
    const before = this.#before;
    this.at = undefined;
    this.#before = undefined;
    this.#movePending = false;
    if (!before || before.question.trim() === '') return;
    const { question, k, architecture, oracle, atOnce, corpus, asked, by } = before;
    if (corpus.id !== session.corpus.id) session.readFrom(corpus);
    Object.assign(session, { question, k, architecture, oracle, atOnce });
    session.retriever.by = by;
    if (asked !== '') void session.ask();
  }
}
