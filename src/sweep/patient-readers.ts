import type {
  Architecture,
  Backend,
  GenerationReport,
  PromptSegment,
} from '../../workers/contract';
import type { AskSession } from '../ask/ask-session.svelte';
import type { GpuReport } from '../device/inspect-device';
import { failureOf } from '../failures/failure-of';
import { StudyNotice } from './study-notice';

/** A crashed worker or a lost device is started again for the same prompt, so that a run goes on unattended. */
const RETRIES = 2;
const RESTARTABLE = new Set(['worker-crashed', 'device-lost']);

/**
 * The session's readers for work that nobody waits for: a question on the Ask page goes first, and what it interrupted
 * is asked again.
 * @param backends where each reader must run, if that is settled
 */
export function patientReaders(
  session: AskSession,
  gpu: GpuReport,
  backends: Partial<Record<Architecture, Backend>>,
  signal: AbortSignal,
): (reader: Architecture, segments: PromptSegment[]) => Promise<GenerationReport> {
  // The person may choose another backend for Ask in the meantime; the study stays where it began.
  const wish = session.backend;
  return async (reader, segments) => {
    const slot = session.readers[reader];
    for (let retries = 0; ;) {
      while (session.running && !signal.aborted) await pause(250);
      try {
        const report = await slot.generate(wish, gpu, segments, () => undefined);
        const { state } = slot;
        const settled = backends[reader];
        if (settled && state.step === 'ready' && state.info.backend !== settled) {
          throw new StudyNotice(
            `The ${reader} began this study on ${settled} and now runs on ${state.info.backend}, so its answers would not belong together. Load the page again to go on.`,
          );
        }
        if (report.stopped !== 'cancelled' || signal.aborted) return report;
      } catch (error) {
        if (!RESTARTABLE.has(failureOf(error).code) || retries++ >= RETRIES) throw error;
      }
    }
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
