import type { PromptSegment } from '../../workers/contract';
import type { AskSession } from '../ask/ask-session.svelte';
import { buildPrompt } from '../ask/prompt';
import type { GpuReport } from '../device/inspect-device';
import { failureOf, type PageFailure } from '../failures/failure-of';
import { architectures } from '../models/catalogue';
import { NEW_TOKENS, PASSAGES, turnsOf, type MeasurePlan } from './measure-plan';
import { emptyRun, withMeasured, type MeasuredRun } from './measured-run';

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

  async start(plan: MeasurePlan): Promise<void> {
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
      const total = [...turnsOf(plan)].reduce((sum, one) => sum + one.promptTokens + NEW_TOKENS, 0);
      const start = performance.now();
      let done = 0;
      for (const { architecture, promptTokens } of turnsOf(plan)) {
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
        if (this.run) this.run = withMeasured(this.run, architecture, promptTokens, measured);
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
    return emptyRun(navigator.userAgent, navigator.hardwareConcurrency, readers);
  }
}
