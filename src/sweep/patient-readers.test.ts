import { describe, expect, it } from 'vitest';
import { emptyRun, madeUpAnswer, madeUpPlan } from '../../tests/made-up-study';
import type { AskSession } from '../ask/ask-session.svelte';
import { patientReaders } from './patient-readers';

const { readers } = emptyRun(madeUpPlan());
const model = { title: 'X', files: [{ path: 'weights', sha256: 'ab' }] };

/** A session with one reader whose answers come from `answer`, which may change the reader meanwhile. */
function sessionOf(answer: (slot: { model: object; state: object }) => Promise<unknown>) {
  const slot = {
    model: model as object,
    state: { step: 'ready', info: { backend: 'cpu' } } as object,
    generate: () => answer(slot),
  };
  return { running: false, backend: 'cpu', readers: { mamba: slot } } as unknown as AskSession;
}
const ask = (session: AskSession) =>
  patientReaders(session, {} as never, readers, new AbortController().signal)('mamba', [], false);
const fails = (name: string) => Promise.reject(Object.assign(new Error(name), { name }));

describe('patientReaders', () => {
  it('asks again what Ask interrupted and what a crash ended', async () => {
    let calls = 0;
    const report = await ask(
      sessionOf(async () => {
        if (++calls === 1) return { ...(await madeUpAnswer('mamba', [])), stopped: 'cancelled' };
        return calls === 2 ? fails('worker-crashed') : madeUpAnswer('mamba', []);
      }),
    );
    expect([calls, report.stopped]).toEqual([3, 'end']);
  });

  it('gives up on what will not get better', async () => {
    await expect(ask(sessionOf(() => fails('out-of-memory')))).rejects.toThrow('out-of-memory');
    let crashes = 0;
    const crashing = sessionOf(() => (crashes++, fails('worker-crashed')));
    await expect(ask(crashing)).rejects.toThrow('worker-crashed');
    expect(crashes).toBe(3);
  });

  it('takes no answer of another model or backend, and says what to do', async () => {
    const other = sessionOf((slot) => {
      slot.model = { title: 'Y', files: [{ path: 'weights', sha256: 'cd' }] };
      return madeUpAnswer('mamba', []);
    });
    await expect(ask(other)).rejects.toThrow('is X, and now Y was chosen');
    const fallenBack = sessionOf((slot) => {
      slot.state = { step: 'ready', info: { backend: 'webgpu' } };
      return madeUpAnswer('mamba', []);
    });
    await expect(ask(fallenBack)).rejects.toThrow('began this study on cpu');
  });
});
