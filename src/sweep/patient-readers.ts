import type { AskSession } from '../ask/ask-session.svelte';
import type { GpuReport } from '../device/inspect-device';
import { failureOf } from '../failures/failure-of';
import { architectureNames } from '../models/catalogue';
import type { StudyParts } from './run-study';
import { studyNotice } from './study-notice';
import { hashesOf, sameHashes, type StudyReader } from './study-run';

/** A crashed worker or a lost device is started again for the same prompt, so that a run goes on unattended. */
const RETRIES = 2;
const RESTARTABLE = new Set(['worker-crashed', 'device-lost']);

/**
 * The session's readers for work that nobody waits for: a question on the Ask page goes first, and what it interrupted
 * is asked again. Throws a `StudyNotice` where a reader is not the settled one any more.
 * @param settled what each reader must be and where it must run, if that is settled
 */
export function patientReaders(
  session: AskSession,
  gpu: GpuReport,
  settled: readonly StudyReader[],
  signal: AbortSignal,
): StudyParts['generate'] {
  // The person may choose another backend for Ask in the meantime; the study stays where it began.
  const wish = session.backend;
  return async (reader, segments, afresh) => {
    const slot = session.readers[reader];
    const must = settled.find(({ architecture }) => architecture === reader);
    const requireSame = () => {
      if (!must) return;
      if (!sameHashes(must.files, hashesOf(slot.model.files))) {
        throw studyNotice('notices.other-model', {
          reader: architectureNames[reader],
          before: must.title,
          now: slot.model.title,
        });
      }
      if (slot.state.step === 'ready' && slot.state.info.backend !== must.backend) {
        throw studyNotice('notices.other-backend', {
          reader: architectureNames[reader],
          before: must.backend,
          now: slot.state.info.backend,
        });
      }
    };
    for (let retries = 0; ;) {
      while (session.running && !signal.aborted) await pause(250);
      requireSame();
      try {
        const report = await slot.generate(wish, gpu, segments, () => undefined, afresh);
        requireSame();
        if (report.stopped !== 'cancelled' || signal.aborted) return report;
      } catch (error) {
        requireSame();
        if (!RESTARTABLE.has(failureOf(error).code) || retries++ >= RETRIES) throw error;
      }
    }
  };
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
