import type { Architecture } from '../../workers/contract';
import type { AskSession } from '../ask/ask-session.svelte';
import type { GpuReport } from '../device/inspect-device';
import { failureOf, type PageFailure } from '../failures/failure-of';
import { estimateMs, questionsWithin, speedOf } from './estimate-study';
import { orAbort } from './or-abort';
import { patientReaders } from './patient-readers';
import { drawQuestions, runStudy } from './run-study';
import { scoreStudy, type ScoredCell } from './score-study';
import { sessionCorpus, sessionHeader, setUpOf } from './session-parts';
import { say } from '../messages/say';
import { studyNotice, StudyNotice } from './study-notice';
import type { StudyPlan } from './study-plan';
import { allTasks, progressOf, speedsOf, type Speeds, type StudyProgress } from './study-progress';
import { differences, type StudyCell, type StudyHeader, type StudyRun } from './study-run';
import { openStudyStore, type StoredStudy, type StudyStore } from './study-store';
import type { StudySummary } from './study-summary';
import { summariseStudy } from './summarise-study';
import { warmUp } from './warm-up';

export type StudyPhase = 'idle' | 'warming up' | 'starting' | 'running' | 'pausing';

/** Figures are made anew at most this often while answers come in, and never for more than a tenth of the time. */
const RENEW_MS = 1500;

/** The study of the page: what is planned, what runs, what is kept. Goes on while another view is looked at. */
export class Study {
  phase = $state<StudyPhase>('idle');
  /** What is open: running, paused, complete or imported. */
  run = $state.raw<StudyRun>();
  scored = $state.raw<ScoredCell[]>([]);
  summary = $state.raw<StudySummary>();
  progress = $state.raw<StudyProgress>({ done: 0, total: 0 });
  stored = $state.raw<StoredStudy[]>([]);
  failure = $state.raw<PageFailure>();
  notice = $state.raw<StudyNotice>();
  /** Measured on this machine in this visit. */
  speeds = $state.raw<Speeds>({});

  readonly #session: AskSession;
  readonly #gpu: GpuReport;
  #store: Promise<StudyStore> | undefined;
  #abort = new AbortController();
  #renewAt = 0;
  #measured: Partial<Record<Architecture, string>> = {};

  constructor(session: AskSession, gpu: GpuReport) {
    this.#session = session;
    this.#gpu = gpu;
    this.#refresh().catch((error: unknown) => (this.failure = failureOf(error)));
  }

  get busy(): boolean {
    return this.phase !== 'idle';
  }

  /** Every prompt of the open run has its answer. */
  get complete(): boolean {
    return this.run !== undefined && this.progress.done >= this.progress.total;
  }

  /** Milliseconds for the whole plan; undefined before a warm-up. */
  estimate(plan: StudyPlan): number | undefined {
    const isKnown = plan.readers.every((reader) => this.#isMeasured(reader));
    return isKnown ? estimateMs(plan, allTasks(plan), this.speeds) : undefined;
  }

  /** Measures how fast the plan's readers are here, on a question that is not reported. */
  measure(plan: StudyPlan): Promise<void> {
    return this.#work((signal) => this.#measure(plan, signal));
  }

  /** @param minutes ask as many questions as fit, whatever the plan says */
  start(plan: StudyPlan, minutes?: number): Promise<void> {
    return this.#work(async (signal) => {
      await this.#measure(plan, signal);
      if (signal.aborted) return;
      this.phase = 'starting';
      const corpus = await orAbort(sessionCorpus(this.#session), signal);
      const available = drawQuestions({ ...plan, questions: Infinity }, corpus).length;
      if (available === 0) throw studyNotice('notices.no-questions');
      const questions =
        minutes === undefined
          ? Math.min(plan.questions, available)
          : questionsWithin(minutes * 60_000, plan, allTasks, this.speeds, available);
      const header = await orAbort(
        sessionHeader(this.#session, this.#gpu, corpus, { ...plan, questions }),
        signal,
      );
      await (await this.#open()).begin(header);
      await this.#go(header, signal);
    });
  }

  /** Goes on with the open run, if readers and corpus are the ones it began with. */
  async resume(): Promise<void> {
    const { run } = this;
    if (!run) return;
    await this.#work(async (signal) => {
      const corpus = await orAbort(sessionCorpus(this.#session), signal);
      const now = await orAbort(sessionHeader(this.#session, this.#gpu, corpus, run.plan), signal);
      if (differences(run, now, 'en').length > 0) {
        throw new StudyNotice((language) =>
          say(language, 'notices.cannot-go-on', {
            differences: differences(run, now, language).join('; '),
          }),
        );
      }
      await this.#go(run, signal);
    });
  }

  /** Ends the work after at most the prompt in hand; everything finished is kept. */
  pause(): void {
    if (!this.busy) return;
    this.phase = 'pausing';
    this.#abort.abort();
    for (const slot of Object.values(this.#session.readers)) slot.cancel();
  }

  open(id: string): Promise<void> {
    return this.#work(async () => {
      const run = await (await this.#open()).load(id);
      if (run) this.#show(run);
    });
  }

  close(): void {
    if (this.busy) return;
    this.run = undefined;
    this.summary = undefined;
    this.scored = [];
    this.failure = this.notice = undefined;
  }

  remove(id: string): Promise<void> {
    if (this.run?.id === id) this.close();
    return this.#work(async () => (await this.#open()).remove(id));
  }

  /** Keeps and shows a run that was read from a file. */
  import(read: () => Promise<StudyRun>): Promise<void> {
    return this.#work(async () => {
      const run = await read();
      await (await this.#open()).put(run);
      this.#show(run);
    });
  }

  #isMeasured(reader: Architecture): boolean {
    return !!this.speeds[reader] && this.#measured[reader] === setUpOf(this.#session, reader);
  }

  async #measure(plan: StudyPlan, signal: AbortSignal): Promise<void> {
    this.phase = 'warming up';
    const corpus = await orAbort(sessionCorpus(this.#session), signal);
    const generate = patientReaders(this.#session, this.#gpu, [], signal);
    for (const reader of plan.readers) {
      if (signal.aborted || this.#isMeasured(reader)) continue;
      const answers = warmUp(corpus, (segments) => generate(reader, segments, false));
      const cells = await orAbort(answers, signal);
      this.#measured[reader] = setUpOf(this.#session, reader);
      this.speeds = { ...this.speeds, [reader]: speedOf(cells) };
    }
  }

  /** The run proper, by one tab at a time. */
  async #go(header: StudyHeader, signal: AbortSignal): Promise<void> {
    const store = await this.#open();
    await navigator.locks.request(`study ${header.id}`, { ifAvailable: true }, async (lock) => {
      if (!lock) throw studyNotice('notices.other-tab');
      // Another tab may have gone further since this one looked.
      const run = await store.load(header.id);
      if (!run) throw studyNotice('notices.not-stored');
      this.#show(run);
      this.phase = 'running';
      const made: StudyCell[] = [];
      await runStudy({
        plan: run.plan,
        corpus: await sessionCorpus(this.#session),
        cells: [...run.cells],
        prepared: run.questions,
        passages: run.passages,
        signal,
        generate: patientReaders(this.#session, this.#gpu, run.readers, signal),
        onTask: (task) => (this.progress = { ...this.progress, task }),
        onQuestion: async (question, passages) => {
          await store.saveQuestion(run.id, question, passages);
          run.questions.push(question);
          Object.assign(run.passages, passages);
        },
        onCell: async (cell) => {
          await store.saveCell(run.id, cell);
          run.cells.push(cell);
          made.push(cell);
          this.#renew(run, made);
        },
      });
      this.#show({ ...run });
    });
  }

  #show(run: StudyRun): void {
    const start = Date.now();
    this.run = run;
    this.scored = scoreStudy(run);
    this.summary = summariseStudy(run, this.scored);
    this.progress = { ...this.progress, ...progressOf(run, this.speeds) };
    this.#renewAt = Date.now() + Math.max(RENEW_MS, 10 * (Date.now() - start));
  }

  /** @param made the answers of this visit, whose times are those of this machine */
  #renew(run: StudyRun, made: readonly StudyCell[]): void {
    if (Date.now() < this.#renewAt) {
      this.progress = { ...this.progress, done: run.cells.length };
      return;
    }
    this.speeds = { ...this.speeds, ...speedsOf(run, made) };
    this.#show({ ...run });
  }

  /** One thing at a time; whatever fails is said and loses nothing. */
  async #work(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.failure = this.notice = undefined;
    const { signal } = (this.#abort = new AbortController());
    this.phase = 'starting';
    try {
      await work(signal);
      await this.#refresh();
    } catch (error) {
      if (error instanceof StudyNotice) this.notice = error;
      else if (!signal.aborted) this.failure = failureOf(error);
      if (this.run) this.#show({ ...this.run });
    }
    this.phase = 'idle';
  }

  async #refresh(): Promise<void> {
    this.stored = await (await this.#open()).list();
  }

  #open(): Promise<StudyStore> {
    this.#store ??= openStudyStore();
    this.#store.catch(() => (this.#store = undefined));
    return this.#store;
  }
}
