import { expect, it } from 'vitest';
import type { AskSession } from '../ask/ask-session.svelte';
import { ClassMode } from './class-mode.svelte';

type Asked = Parameters<ClassMode['reveal']>[0];

const session = (change: Partial<Asked> = {}): Asked => ({
  asked: 'Who?',
  running: false,
  answers: {
    mamba: { stage: 'done', text: 'right', doneTokens: 1, memory: [] },
    transformer: { stage: 'done', text: 'wrong', doneTokens: 1, memory: [] },
  },
  score: (({ text }) => ({ contains: text === 'right' })) as AskSession['score'],
  ...change,
});

it('hides the answers until they are shown, for each question anew', () => {
  const mode = new ClassMode({ classMode: true, predictFirst: true });
  expect(mode.hides({ asked: '' })).toBe(false);
  expect(mode.hides(session())).toBe(true);
  mode.reveal(session({ running: true }));
  expect(mode.hides(session())).toBe(true);
  mode.reveal(session());
  expect(mode.hides(session())).toBe(false);
  expect(mode.hides({ asked: 'And who else?' })).toBe(true);
  mode.on = false;
  expect(mode.hides({ asked: 'And who else?' })).toBe(false);
});

it('counts hands before the answers and none after', () => {
  const mode = new ClassMode({ classMode: true, predictFirst: true });
  for (const guess of ['mamba', 'both', 'both'] as const) mode.addHand('Who?', guess);
  mode.takeHandBack('Who?');
  mode.reveal(session());
  mode.addHand('Who?', 'mamba');
  mode.takeHandBack('Who?');
  expect(mode.tally).toMatchObject({ questions: 1, hands: 2, right: 1 });
});

it('does not score what one reader has not answered', () => {
  const mode = new ClassMode({ classMode: true, predictFirst: true });
  mode.addHand('Who?', 'mamba');
  const { mamba } = session().answers;
  mode.reveal(session({ answers: mamba ? { mamba } : {} }));
  expect(mode.hides(session())).toBe(false);
  expect(mode.tally.questions).toBe(0);
});
