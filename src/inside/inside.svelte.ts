import type { Architecture, GenerationReport, Inspection, Passage } from '../../workers/contract';
import type { AskSession } from '../ask/ask-session.svelte';
import { buildPrompt } from '../ask/prompt';
import type { GpuReport } from '../device/inspect-device';
import { failureOf } from '../failures/failure-of';
import { Findings, type Finding } from './findings.svelte';
import { measureInfluence, type Influence } from './measure-influence';

/** The answer that a picture is about, with the prompt that it was given to. */
export interface Answered {
  architecture: Architecture;
  report: GenerationReport;
  question: string;
  passages: readonly Passage[];
}

/** What the readers showed of the answers in Ask. Kept for the page, so that going to another view loses nothing. */
export class Inside {
  static readonly #known = new WeakMap<AskSession, Inside>();
  readonly #session: AskSession;
  readonly #gpu: GpuReport;
  readonly inspections = new Findings<Inspection>();
  readonly influences = new Findings<Influence>();
  busy = $state(false);
  #wish = 0;

  private constructor(session: AskSession, gpu: GpuReport) {
    this.#session = session;
    this.#gpu = gpu;
  }

  static of(session: AskSession, gpu: GpuReport): Inside {
    const inside = Inside.#known.get(session) ?? new Inside(session, gpu);
    Inside.#known.set(session, inside);
    return inside;
  }

  /** Reads these answers once more with everything written down, one reader after the other. */
  inspect(answers: readonly Answered[]): Promise<void> {
    return this.#each(answers, this.inspections, async (answer, tell) => {
      const result = await this.#session.readers[answer.architecture].inspect(
        this.#session.backend,
        this.#gpu,
        buildPrompt(answer.question, answer.passages),
        answer.report.tokens.map(({ id }) => id),
        (progress) => tell({ progress }),
      );
      tell({ result });
    });
  }

  /** Weighs these answers without each of their passages. */
  weigh(answers: readonly Answered[]): Promise<void> {
    return this.#each(answers, this.influences, ({ architecture, report, ...asked }, tell) =>
      measureInfluence(
        asked.question,
        asked.passages,
        (segments) =>
          this.#session.readers[architecture].logProbability(
            this.#session.backend,
            this.#gpu,
            segments,
            report.tokens.map(({ id }) => id),
            (progress) => tell({ progress }),
          ),
        (result) => tell({ result }),
      ),
    );
  }

  /** Ends the work in hand; what was found before stays. */
  cancel(): void {
    if (!this.busy) return;
    this.#wish++;
    this.busy = false;
    for (const reader of Object.values(this.#session.readers)) reader.cancel();
    this.inspections.stop();
    this.influences.stop();
  }

  async #each<T>(
    answers: readonly Answered[],
    findings: Findings<T>,
    work: (answer: Answered, tell: (news: Partial<Finding<T>>) => void) => Promise<void>,
  ): Promise<void> {
    this.cancel();
    const wish = ++this.#wish;
    this.busy = true;
    // Those whose turn comes later, too: whoever cancels cancels them all.
    for (const { architecture, report } of answers) {
      findings.tell(architecture, report, { stage: 'working', failure: undefined });
    }
    for (const answer of answers) {
      if (wish !== this.#wish) return;
      // A reader's last progress may arrive behind its result.
      let over = false;
      const tell = (news: Partial<Finding<T>>) => {
        if (wish === this.#wish && !over) findings.tell(answer.architecture, answer.report, news);
      };
      try {
        await work(answer, tell);
        tell({ stage: 'done', progress: undefined });
      } catch (error) {
        const failure = failureOf(error);
        const ended = failure.code === 'cancelled' ? 'cancelled' : 'failed';
        tell({ stage: ended, failure, progress: undefined });
      }
      over = true;
    }
    if (wish === this.#wish) this.busy = false;
  }
}
