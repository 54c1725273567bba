import { expect, it } from 'vitest';
import type { GenerationReport, Inspection } from '../../workers/contract';
import type { AskSession } from '../ask/ask-session.svelte';
import type { GpuReport } from '../device/inspect-device';
import { Inside, type Answered } from './inside.svelte';

const report = { tokens: [{ id: 7 }] } as GenerationReport;
const answers: Answered[] = (['mamba', 'transformer'] as const).map((architecture) => ({
  architecture,
  report,
  question: 'Who?',
  passages: [],
}));

/** Readers that end their work when they are let, and a session around them. */
function scene() {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const readerOf = (name: string) => ({
    cancel: () => undefined,
    inspect: () => {
      begun.push(name);
      return new Promise<Inspection>((resolve) => ends.push(() => resolve({} as Inspection)));
    },
  });
  const readers = { mamba: readerOf('mamba'), transformer: readerOf('transformer') };
  const inside = Inside.of({ readers } as unknown as AskSession, {} as GpuReport);
  const stages = () =>
    answers.map(({ architecture }) => inside.inspections.of(architecture, report)?.stage);
  return { inside, begun, ends, stages };
}

const moment = () => new Promise((resolve) => setTimeout(resolve));

it('looks into one reader after the other; each is known to be waited for from the beginning', async () => {
  const { inside, begun, ends, stages } = scene();
  const done = inside.inspect(answers);
  expect(begun).toEqual(['mamba']);
  // Whoever looks for answers that nobody has looked into finds none.
  expect(stages()).toEqual(['working', 'working']);
  ends[0]?.();
  await moment();
  expect(begun).toEqual(['mamba', 'transformer']);
  expect(stages()).toEqual(['done', 'working']);
  ends[1]?.();
  await done;
  expect(stages()).toEqual(['done', 'done']);
  expect(inside.busy).toBe(false);
});

it('a cancel ends all of it, and what arrives late changes nothing', async () => {
  const { inside, begun, ends, stages } = scene();
  const done = inside.inspect(answers);
  inside.cancel();
  expect(stages()).toEqual(['cancelled', 'cancelled']);
  ends[0]?.();
  await done;
  expect(begun).toEqual(['mamba']);
  expect(stages()).toEqual(['cancelled', 'cancelled']);
});
