import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import { emptyRun, madeUpPlan } from '../../tests/made-up-study';
import { holdsAnswer } from './holds-answer';
import { linkWithPlan, planOfLink } from './plan-link';
import { presets } from './presets';
import { conditionKey, parseConditions, type StudyPlan } from './study-plan';
import { differences, parseStudyRun, type StudyCell, type StudyRun } from './study-run';
import { openStudyStore } from './study-store';

const cell: StudyCell = {
  question: 'q',
  reader: 'mamba',
  condition: 1,
  text: 'x',
  tokens: 1,
  meanLogProbability: null,
  stopped: 'end',
  promptTokens: 1,
  reusedTokens: 0,
  cutSegments: 0,
  prefillMs: 1,
  decodeMs: 1,
  memoryBytes: 1,
};
const run: StudyRun = {
  ...emptyRun(madeUpPlan()),
  questions: [
    { id: 'q', order: 0, question: 'Q?', accepted: ['x'], gold: [], contexts: [[], [4], null] },
  ],
  passages: { 4: { title: 't', text: 'x' } },
  cells: [cell],
};

describe('parseStudyRun', () => {
  it('reads what was written', () => {
    expect(parseStudyRun(JSON.stringify(run))).toEqual(run);
  });
  it.each([
    ['{', 'not JSON'],
    [JSON.stringify({ ...run, version: 2 }), 'version'],
    [JSON.stringify({ ...run, cells: [{ ...cell, text: 7 }] }), 'cells.0.text'],
    [JSON.stringify({ ...run, cells: [{ ...cell, question: 'other' }] }), 'question other'],
    [JSON.stringify({ ...run, cells: [{ ...cell, condition: 2 }] }), 'question q'],
    [JSON.stringify({ ...run, passages: {} }), 'passage 4'],
  ])('refuses %.20s and says why', (text, reason) => {
    expect(() => parseStudyRun(text)).toThrow(reason);
  });
});

describe('differences', () => {
  it('are none for the same files on the same backend', () =>
    expect(differences(run, emptyRun(madeUpPlan()), 'en')).toEqual([]));
  it('name another corpus, other weights and another backend', () => {
    const [mamba, transformer] = run.readers;
    if (!mamba || !transformer) throw new Error('two readers');
    const now: StudyRun = {
      ...run,
      corpus: { ...run.corpus, files: { weights: 'cd' } },
      readers: [
        { ...mamba, files: { weights: 'cd' } },
        { ...transformer, backend: 'webgpu', runsOn: 'a GPU' },
      ],
    };
    expect(differences(run, now, 'en').join()).toMatch(/corpus was.*Mamba was.*Transformer ran on/);
  });
});

describe('the store', () => {
  it('gives back what was kept answer by answer, and forgets what is deleted', async () => {
    const store = await openStudyStore();
    const { questions, passages, cells, ...header } = run;
    await store.begin(header);
    for (const question of questions) await store.saveQuestion(run.id, question, passages);
    for (const one of cells) await store.saveCell(run.id, one);
    await store.saveCell(run.id, cell); // twice is once
    expect(await store.load(run.id)).toEqual(run);
    await store.put({ ...run, id: 'other' });
    expect(await store.load('other')).toEqual({ ...run, id: 'other' });
    expect((await store.list()).map(({ answers }) => answers)).toEqual([1, 1]);
    await store.remove(run.id);
    expect(await store.load(run.id)).toBeUndefined();
    expect((await store.load('other'))?.cells).toHaveLength(1);
  });
});

describe('plans', () => {
  it('conditions are read from a list', () => {
    expect(parseConditions('5, 0 oracle;5', 20)?.map(conditionKey)).toEqual(['k0', 'k5', 'oracle']);
    for (const wrong of ['', '1.5', '-1', '21', 'five']) {
      expect(parseConditions(wrong, 20)).toBeUndefined();
    }
  });
  it('every preset has conditions of its own, and a link carries it', () => {
    for (const { id, conditions, questions } of presets) {
      expect(new Set(conditions.map(conditionKey)).size).toBe(conditions.length);
      const plan: StudyPlan = { ...madeUpPlan(), preset: id, conditions, questions };
      expect(planOfLink(linkWithPlan('?backend=cpu', plan))).toEqual(plan);
    }
    expect(planOfLink('?study={"preset":"other"}')).toBeUndefined();
    expect(planOfLink('?study=x')).toBeUndefined();
  });
});

describe('holdsAnswer', () => {
  it.each([
    ['The river Nile.', ['the nile'], true],
    ['Juvenile', ['Nile'], false],
    ['24 hours', ['4'], false],
    ['anything', ['the', '!'], false],
  ])('%s %j: %s', (text, accepted, holds) => {
    expect(holdsAnswer({ title: 'T', text }, accepted)).toBe(holds);
  });
});
