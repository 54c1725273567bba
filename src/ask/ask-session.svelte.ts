import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type {
  Architecture,
  BundleManifest,
  GenerationReport,
  PackQuestion,
  Passage,
  Retrieval,
  SegmentTokens,
} from '../../workers/contract';
import type { BackendWish } from '../device/choose-backend';
import type { GpuReport } from '../device/inspect-device';
import { failureOf, type PageFailure } from '../failures/failure-of';
import { LibraryState } from '../library/library-state.svelte';
import { architectures, catalogue, languageOf } from '../models/catalogue';
import { OwnModels } from '../models/own-models.svelte';
import { answerQuestion, type AnswerUpdate } from './answer-question';
import { arrangePassages } from './arrange-passages';
import { ReaderSlot } from './reader-slot.svelte';
import { RetrieverSlot } from './retriever-slot.svelte';
import { scoreAnswer, type AnswerScore } from './score-answer';
import type { UrlState } from './url-state';

/** Bytes that a reader carries behind so many tokens of prompt and answer. */
export interface MemoryPoint {
  tokens: number;
  bytes: number;
}

/** One reader's answer to the wish in hand. */
export interface AnswerView {
  stage: 'waiting' | 'reading' | 'writing' | 'done' | 'failed' | 'cancelled';
  text: string;
  prompt?: { segments: SegmentTokens[]; promptTokens: number; reusedTokens: number };
  doneTokens: number;
  /** What the reader carried while it read and wrote. */
  memory: readonly MemoryPoint[];
  report?: GenerationReport;
  failure?: PageFailure;
}

/** What the page has asked, and what came of it. The newest wish wins. */
export class AskSession {
  question = $state('');
  k = $state(0);
  architecture = $state<Architecture | 'both'>('both');
  backend = $state<BackendWish>('auto');
  oracle = $state(false);
  atOnce = $state(false);
  readonly leftOut = new SvelteSet<number>();
  /** Ids of passages in the order wished, and other words for some: see {@link arrangePassages}. */
  order = $state.raw<readonly number[]>([]);
  readonly edits = new SvelteMap<number, string>();

  /** The question that the passages and answers on the page belong to. */
  asked = $state('');
  running = $state(false);
  retrieval = $state.raw<Retrieval | null>();
  used = $state.raw<Passage[]>([]);
  answers = $state.raw<Partial<Record<Architecture, AnswerView>>>({});
  failure = $state.raw<PageFailure>();

  /** What was retrieved, as the person arranged it, also what was left out. */
  readonly arranged = $derived(
    arrangePassages(this.retrieval?.passages ?? [], { order: this.order, edits: this.edits }),
  );
  readonly isRearranged = $derived(
    this.leftOut.size > 0 || this.order.length > 0 || this.edits.size > 0,
  );

  readonly ownModels = new OwnModels();
  readonly library = new LibraryState();
  readonly retriever = new RetrieverSlot((pack) => this.#embeddersFor(pack));
  readonly readers: Record<Architecture, ReaderSlot> = {
    mamba: new ReaderSlot('mamba'),
    transformer: new ReaderSlot('transformer'),
  };
  /** What is read from: a manifest of a pack or of a corpus of one's own. */
  readonly corpus = $derived(this.retriever.pack);
  /** For `lang`: the bundled texts are English; nothing is known of a person's own. */
  readonly textLanguage = $derived(languageOf(this.corpus.id));
  /** A corpus that the link names and this device lacks. */
  missingCorpus = $state('');
  readonly chosen = $derived(
    architectures.filter((one) => this.architecture === 'both' || this.architecture === one),
  );
  readonly questions = $derived(
    this.retriever.state.step === 'ready' ? this.retriever.state.info.questions : [],
  );
  /** The pack's question that was asked, if it is one: then right and wrong are known. */
  readonly known = $derived(this.#find(this.asked));
  readonly goldPassages = $derived(this.#find(this.question)?.goldPassages ?? []);

  #gpu: GpuReport;
  #abort = new AbortController();

  constructor(start: UrlState, gpu: GpuReport) {
    this.question = start.question;
    this.k = start.k;
    this.architecture = start.architecture;
    this.backend = start.backend;
    this.oracle = start.oracle;
    this.atOnce = start.atOnce;
    this.missingCorpus = start.corpus;
    this.retriever.by = start.search;
    this.#gpu = gpu;
  }

  /** Reads from the corpus that the link names, if it is on this device. */
  async openLinkedCorpus(): Promise<void> {
    if (this.missingCorpus === '') return;
    await this.library.refresh();
    const linked = this.library.find(`corpora/${this.missingCorpus}`);
    if (linked) this.readFrom(linked.manifest);
  }

  /** Reads from another corpus; the answers on the page belong to the old one and go. */
  readFrom(corpus: BundleManifest = catalogue.pack): void {
    this.missingCorpus = '';
    if (corpus.id === this.corpus.id) return;
    this.cancel();
    this.retriever.use(corpus);
    this.leftOut.clear();
    this.asked = '';
    this.answers = {};
    this.used = [];
    this.retrieval = undefined;
    this.failure = undefined;
  }

  /** Starts what the chosen set-up needs, so that the first question does not wait for it. */
  async warmUp(): Promise<void> {
    // One after the other: each is heavy, and both would only slow each other down.
    await this.retriever.ready().catch(() => undefined);
    for (const one of this.chosen) {
      await this.readers[one].ready(this.backend, this.#gpu).catch(() => undefined);
    }
  }

  /** Asks what the form says; whatever was under way ends and cannot overwrite this. */
  async ask(): Promise<void> {
    this.#abort.abort();
    for (const one of architectures) this.readers[one].cancel();
    const abort = (this.#abort = new AbortController());
    if (this.question.trim() !== this.asked) {
      this.#forgetArrangement();
      // The passages of the last question are not those of this one.
      this.retrieval = undefined;
      this.used = [];
    }
    this.asked = this.question.trim();
    this.failure = undefined;
    this.running = true;
    this.answers = Object.fromEntries(this.chosen.map((one) => [one, waiting]));
    const oracle = this.oracle && this.goldPassages.length > 0 ? this.goldPassages : null;
    try {
      await answerQuestion(
        {
          question: this.asked,
          k: this.k,
          architectures: this.chosen,
          atOnce: this.atOnce,
          leftOut: this.leftOut,
          arrangement: { order: this.order, edits: this.edits },
          oracle,
        },
        {
          search: (question, k) => this.retriever.search(question, k),
          passages: (ids) => this.retriever.passages(ids),
          generate: (one, segments, onEvent) =>
            this.readers[one].generate(this.backend, this.#gpu, segments, onEvent),
        },
        (update) => this.#take(update),
        abort.signal,
      );
    } catch (error) {
      if (abort.signal.aborted) return;
      this.failure = failureOf(error);
      this.answers = {};
      this.used = [];
      this.retrieval = undefined;
    }
    if (!abort.signal.aborted) this.running = false;
  }

  /** Another model reads from now on: answers again, or gets ready. */
  useModel(architecture: Architecture, model: BundleManifest): void {
    this.readers[architecture].use(model);
    this.answers = Object.fromEntries(
      Object.entries(this.answers).filter(([one]) => one !== architecture),
    );
    if (this.chosen.includes(architecture)) this.askAgain();
  }

  /** The set-up has changed: renews the answer, or gets ready if nothing was asked yet. */
  askAgain(): void {
    if (this.asked === '') void this.warmUp();
    else if (this.asked === this.question.trim()) void this.ask();
  }

  /** Ends the work; what is written stays, marked as cancelled. */
  cancel(): void {
    this.#abort.abort();
    for (const one of architectures) this.readers[one].cancel();
    this.running = false;
    this.answers = Object.fromEntries(
      Object.entries(this.answers).map(([one, view]) => [
        one,
        view.stage === 'done' || view.stage === 'failed' ? view : { ...view, stage: 'cancelled' },
      ]),
    );
  }

  leaveOut(id: number, out: boolean): void {
    if (out) this.leftOut.add(id);
    else this.leftOut.delete(id);
    this.askAgain();
  }

  /** Moves a passage one place up (−1) or down (1). */
  move(id: number, by: -1 | 1): void {
    const ids = this.arranged.map((passage) => passage.id);
    const from = ids.indexOf(id);
    const other = ids[from + by];
    if (other === undefined) return;
    ids[from] = other;
    ids[from + by] = id;
    // Those beyond the present k keep their places behind.
    this.order = [...ids, ...this.order.filter((one) => !ids.includes(one))];
    this.askAgain();
  }

  /** Other words for a passage; its own again if they are the same. */
  edit(id: number, text: string): void {
    const retrieved = this.retrieval?.passages.find((passage) => passage.id === id);
    if (retrieved?.text === text) this.edits.delete(id);
    else this.edits.set(id, text);
    this.askAgain();
  }

  /** Back to what was retrieved. */
  resetPassages(): void {
    this.#forgetArrangement();
    this.askAgain();
  }

  score(view: AnswerView): AnswerScore | undefined {
    if (!this.known || !view.report) return undefined;
    return scoreAnswer(view.report.text, [this.known.answer, ...this.known.aliases]);
  }

  /** The bundled pack needs no look at the models that the person keeps. */
  async #embeddersFor(pack: BundleManifest): Promise<BundleManifest[]> {
    if (pack.id === catalogue.pack.id) return [catalogue.embedder];
    await this.ownModels.refresh();
    return this.ownModels.embedders;
  }

  #forgetArrangement(): void {
    this.leftOut.clear();
    this.order = [];
    this.edits.clear();
  }

  #find(question: string): PackQuestion | undefined {
    const wanted = question.trim().toLowerCase();
    return this.questions.find((one) => one.question.toLowerCase() === wanted);
  }

  #take(update: AnswerUpdate): void {
    if (update.type === 'retrieved') {
      this.retrieval = update.retrieval;
      this.used = update.used;
      return;
    }
    const { architecture } = update;
    const view = this.answers[architecture] ?? waiting;
    this.answers = { ...this.answers, [architecture]: next(view, update) };
  }
}

const waiting: AnswerView = { stage: 'waiting', text: '', doneTokens: 0, memory: [] };

function next(view: AnswerView, update: Exclude<AnswerUpdate, { type: 'retrieved' }>): AnswerView {
  switch (update.type) {
    case 'started':
      return view;
    case 'answered':
      return { ...view, stage: 'done', text: update.report.text, report: update.report };
    case 'failed':
      return { ...view, stage: 'failed', failure: update.failure };
    case 'event':
      switch (update.event.type) {
        case 'prompt':
          return {
            ...view,
            stage: 'reading',
            prompt: update.event,
            doneTokens: update.event.reusedTokens,
          };
        case 'prefill':
          return {
            ...view,
            doneTokens: update.event.doneTokens,
            memory: withPoint(view, update.event.doneTokens, update.event.memoryBytes),
          };
        case 'token': {
          const { text, tokens, memoryBytes } = update.event;
          // The newest token is chosen and not yet read.
          const read = (view.prompt?.promptTokens ?? 0) + tokens - 1;
          return {
            ...view,
            stage: 'writing',
            text,
            memory: withPoint(view, read, memoryBytes),
          };
        }
      }
  }
}

const withPoint = ({ memory }: AnswerView, tokens: number, bytes: number): MemoryPoint[] => [
  ...memory,
  { tokens, bytes },
];
