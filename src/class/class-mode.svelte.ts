import type { AnswerView, AskSession } from '../ask/ask-session.svelte';
import { outcomeOf, tallyOf, type Outcome, type Round } from './guesses';
import { keepRounds, readRounds } from './kept-rounds';
import { Tour, type ToursSession } from './tour.svelte';

/** What a class does with the page: large type, guesses before the answers, the tour. */
export class ClassMode {
  on = $state(false);
  predictFirst = $state(false);
  readonly tour = new Tour();
  #rounds = $state.raw<readonly Round[]>(readRounds());
  readonly tally = $derived(tallyOf(this.#rounds));

  constructor(start: { classMode: boolean; predictFirst: boolean }) {
    this.on = start.classMode;
    this.predictFirst = start.predictFirst;
  }

  /** Leaving ends the tour, so that the person's own question and set-up come back. */
  toggle(session: ToursSession): void {
    if (this.on && this.tour.running) this.tour.end(session);
    this.on = !this.on;
  }

  round(question: string): Round | undefined {
    return this.#rounds.find((round) => round.question === question);
  }

  /** Whether the answers to what was asked are still to be guessed. */
  hides({ asked }: Pick<AskSession, 'asked'>): boolean {
    const guessing = this.on && this.predictFirst && !this.tour.running;
    return guessing && asked !== '' && !this.round(asked)?.revealed;
  }

  addHand(question: string, guess: Outcome): void {
    const round = this.round(question);
    if (question === '' || round?.revealed) return;
    this.#keep(question, { hands: [...(round?.hands ?? []), guess] });
  }

  takeHandBack(question: string): void {
    const round = this.round(question);
    if (round && !round.revealed) this.#keep(question, { hands: round.hands.slice(0, -1) });
  }

  /** Shows the answers; nothing while a reader is still at work, since its answer would not count. */
  reveal(session: Pick<AskSession, 'asked' | 'running' | 'answers' | 'score'>): void {
    if (session.running || session.asked === '') return;
    const right = (view: AnswerView | undefined) => view && session.score(view)?.contains;
    const { mamba, transformer } = session.answers;
    const outcome = outcomeOf({ mamba: right(mamba), transformer: right(transformer) });
    this.#keep(session.asked, { revealed: true, outcome });
  }

  forgetTally(): void {
    this.#rounds = [];
    keepRounds(this.#rounds);
  }

  #keep(question: string, change: Partial<Round>): void {
    const before = this.round(question) ?? { question, hands: [], revealed: false, outcome: null };
    const others = this.#rounds.filter((round) => round.question !== question);
    this.#rounds = [...others, { ...before, ...change }];
    keepRounds(this.#rounds);
  }
}
