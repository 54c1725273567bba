import type { Architecture, PromptSegment } from '../../workers/contract';
import type { AskSession } from '../ask/ask-session.svelte';
import { buildPrompt } from '../ask/prompt';
import type { GpuReport } from '../device/inspect-device';
import { failureOf, type PageFailure } from '../failures/failure-of';
import { architectures } from '../models/catalogue';
import { NEW_TOKENS, type MeasurePlan } from './measure-plan';
import { emptyRun, type MeasuredRow, type MeasuredRun } from './measured-run';

/** The pack's passages that make the prompt; readers repeat it where it is too short. */
const PASSAGES = 30;

/** A measurement of both readers in turns, on this machine. */
export class Measuring {
  running = $state(false);
  /** Of all tokens of the plan, from 0 to 1. */
  share = $state(0);
  remainingMs = $state<number>();
  run = $state.raw<MeasuredRun>();
  failure = $state.raw<PageFailure>();
  cancelled = $state(false);

  readonly #session: AskSession;
  readonly #gpu: GpuReport;
  /** Counts starts and cancels: work of an older number has ended. */
  #latest = 0;

  constructor(session: AskSession, gpu: GpuReport) {
    this.#session = session;
    this.#gpu = gpu;
  }

  async start({ lengths, repetitions }: MeasurePlan): Promise<void> {
    const mine = ++this.#latest;
    this.#session.cancel(); // an answer in hand would be timed too
    this.running = true;
    this.share = 0;
    this.remainingMs = undefined;
    this.failure = undefined;
    this.cancelled = false;
    this.run = undefined;
    try {
      const segments = await this.#prompt();
      this.run = await this.#load();
      const total =
        repetitions *
        architectures.length *
        lengths.reduce((sum, one) => sum + one + NEW_TOKENS, 0);
      const start = performance.now();
      let done = 0;
      for (let repetition = 0; repetition < repetitions; repetition++) {
        for (const promptTokens of lengths) {
          // Whoever is second finds a warmer machine: the readers take turns in that too.
          const order = repetition % 2 === 0 ? architectures : [...architectures].reverse();
          for (const architecture of order) {
            if (mine !== this.#latest) return;
            const measured = await this.#session.readers[architecture].measure(
              this.#session.backend,
              this.#gpu,
              segments,
              { promptTokens, newTokens: NEW_TOKENS },
              (tokens) => {
                if (mine !== this.#latest) return;
                this.share = (done + tokens) / total;
                this.remainingMs = (performance.now() - start) * (1 / this.share - 1);
              },
            );
            done += promptTokens + NEW_TOKENS;
            this.#add(architecture, promptTokens, {
              prefillMs: [measured.prefillMs],
              msPerToken: [measured.decodeMs / measured.newTokens],
              memoryBytes: measured.memory.bytes,
              reservedBytes: measured.memory.reservedBytes,
            });
          }
        }
      }
    } catch (error) {
      if (mine !== this.#latest) return;
      const failure = failureOf(error);
      if (failure.code === 'cancelled') this.cancelled = true;
      else this.failure = failure;
    }
    if (mine === this.#latest) this.running = false;
  }

  /** Ends the work; what was measured stays. */
  cancel(): void {
    if (!this.running) return;
    this.#latest++;
    for (const one of architectures) this.#session.readers[one].cancel();
    this.running = false;
    this.cancelled = true;
  }

  async #prompt(): Promise<PromptSegment[]> {
    const { retriever } = this.#session;
    await retriever.ready();
    const count = retriever.state.step === 'ready' ? retriever.state.info.passages : 0;
    const ids = Array.from({ length: Math.min(PASSAGES, count) }, (_, id) => id);
    return buildPrompt('What is it?', await retriever.passages(ids));
  }

  /** Loads both readers, so that no load is timed. */
  async #load(): Promise<MeasuredRun> {
    const readers: MeasuredRun['readers'] = {};
    for (const one of architectures) {
      const slot = this.#session.readers[one];
      await slot.ready(this.#session.backend, this.#gpu);
      if (slot.state.step !== 'ready') continue;
      const { backend, runsOn, trainedTokens } = slot.state.info;
      readers[one] = { model: slot.model.id, backend, runsOn, trainedTokens };
    }
    return emptyRun(NEW_TOKENS, readers);
  }

  #add(
    architecture: Architecture,
    promptTokens: number,
    measured: Omit<MeasuredRow, 'architecture' | 'promptTokens'>,
  ): void {
    if (!this.run) return;
    const isIt = (row: MeasuredRow) =>
      row.architecture === architecture && row.promptTokens === promptTokens;
    const before = this.run.rows.find(isIt);
    const row: MeasuredRow = {
      architecture,
      promptTokens,
      memoryBytes: measured.memoryBytes,
      // What a longer prompt made a reader set aside stays: the least is what this length needs.
      reservedBytes: Math.min(before?.reservedBytes ?? Infinity, measured.reservedBytes),
      prefillMs: [...(before?.prefillMs ?? []), ...measured.prefillMs],
      msPerToken: [...(before?.msPerToken ?? []), ...measured.msPerToken],
    };
    this.run = { ...this.run, rows: [...this.run.rows.filter((one) => !isIt(one)), row] };
  }
}
