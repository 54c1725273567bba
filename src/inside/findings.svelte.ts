import type { Architecture, GenerationReport, ReadingProgress } from '../../workers/contract';
import type { PageFailure } from '../failures/failure-of';

/** Work of a reader on one of its answers, and what has come of it. */
export interface Finding<T> {
  report: GenerationReport;
  stage: 'working' | 'done' | 'cancelled' | 'failed';
  progress?: ReadingProgress | undefined;
  result?: T | undefined;
  failure?: PageFailure | undefined;
}

/** By reader, of the answer that it was looked at last. */
export class Findings<T> {
  #all = $state.raw<Partial<Record<Architecture, Finding<T>>>>({});

  /** What is known of exactly this answer. */
  of(architecture: Architecture, report: GenerationReport): Finding<T> | undefined {
    const finding = this.#all[architecture];
    return finding?.report === report ? finding : undefined;
  }

  tell(architecture: Architecture, report: GenerationReport, news: Partial<Finding<T>>): void {
    const old = this.of(architecture, report) ?? { report, stage: 'working' as const };
    this.#all = { ...this.#all, [architecture]: { ...old, ...news } };
  }

  /** What was under way is marked as cancelled. */
  stop(): void {
    this.#all = Object.fromEntries(
      Object.entries(this.#all).map(([one, finding]) => [
        one,
        finding.stage === 'working'
          ? { ...finding, stage: 'cancelled', progress: undefined }
          : finding,
      ]),
    );
  }
}
