import { expect, it } from 'vitest';
import type { GenerationReport, Retrieval, RetrievedPassage } from '../../workers/contract';
import { catalogue } from '../models/catalogue';
import { ClassMode } from './class-mode.svelte';
import { tourSteps } from './tour-steps';
import { Tour, type ToursSession } from './tour.svelte';

const passage = (id: number, text = `Text ${id}.`): RetrievedPassage => ({
  id,
  title: `Article ${id}`,
  text,
  rank: id,
  similarity: 1 / id,
});

/** A page whose answers come when the test says so. */
function fakePage() {
  let asks = 0;
  const page = {
    question: 'Mine?',
    k: 7,
    architecture: 'mamba',
    oracle: true,
    atOnce: true,
    asked: '',
    running: false,
    retrieval: undefined,
    used: [],
    arranged: [],
    order: [],
    answers: {},
    known: undefined,
    failure: undefined,
    isRearranged: false,
    corpus: catalogue.pack,
    retriever: { by: 'words', state: { step: 'ready', info: { passages: 10, dimensions: 4 } } },
    leftOut: new Set(),
    edits: new Map(),
    warmUp: async () => undefined,
    readFrom: () => undefined,
    resetPassages: () => Object.assign(page, { order: [], isRearranged: false, running: true }),
    move: (id: number) => Object.assign(page, { order: [id], isRearranged: true, running: true }),
    ask: async () => {
      asks++;
      if (page.asked !== page.question) Object.assign(page, { order: [], isRearranged: false });
      Object.assign(page, {
        asked: page.question,
        running: true,
        retrieval: undefined,
        answers: {},
      });
    },
    score: () => ({ contains: false }),
  } as unknown as ToursSession;

  const find = () => {
    const passages = Array.from({ length: page.k }, (_, index) => passage(index + 1));
    const retrieval: Retrieval = {
      passages,
      corpusSize: 10,
      embedMs: 2,
      searchMs: 3,
      questionTruncated: false,
    };
    Object.assign(page, { retrieval, used: passages, arranged: passages });
  };
  const answer = () => {
    const tokens = 100 * page.k;
    const view = (kind: 'state' | 'cache') => {
      const report = {
        promptTokens: tokens,
        reusedTokens: 40,
        prefillMs: 12,
        memory: { kind, bytes: kind === 'state' ? 1000 : 10 * tokens, reservedBytes: 0 },
      } as GenerationReport;
      return { stage: 'done' as const, text: kind, doneTokens: tokens, memory: [], report };
    };
    page.answers = { mamba: view('state'), transformer: view('cache') };
    page.running = false;
  };
  return { page, find, answer, asks: () => asks };
}

it('drives the page through all steps and waits for what comes', () => {
  const { page, find, answer, asks } = fakePage();
  const tour = new Tour();
  const settle = () => {
    tour.follow(page);
    find();
    tour.follow(page);
    answer();
    tour.follow(page);
  };
  const facts = () => tour.step?.facts(page, tour.carried).join(' ') ?? '';

  tour.begin(page);
  expect(tour.isReady(page)).toBe(true);
  expect(page).toMatchObject({ k: 3, architecture: 'both', oracle: false, atOnce: false });
  expect(asks()).toBe(0);

  tour.next(page);
  expect(asks()).toBe(1);
  expect(tour.isReady(page)).toBe(false);
  find();
  expect(tour.isReady(page)).toBe(true);
  expect(facts()).toContain('“Article 1”');

  tour.next(page);
  expect(tour.isReady(page)).toBe(false);
  answer();
  expect(facts()).toContain('300 tokens');

  tour.next(page);
  tour.follow(page);
  expect(tour.isReady(page)).toBe(true);
  expect(asks()).toBe(1); // nothing is asked twice

  tour.next(page);
  expect(page.k).toBe(5);
  expect(tour.isReady(page)).toBe(false); // still the three passages of before
  settle();
  expect(facts()).toContain('reused 40 of 500 tokens');

  tour.next(page);
  expect(page.order).toEqual([2]);
  expect(tour.isReady(page)).toBe(false);
  answer();
  expect(tour.isReady(page)).toBe(true);

  tour.next(page);
  expect(facts()).toContain('Mamba: 1.0 kB, at 300 tokens and at 500 tokens.');
  expect(facts()).toContain('Transformer: 3.0 kB at 300 tokens, 5.0 kB at 500 tokens.');

  tour.next(page);
  expect(tour.isLast).toBe(true);
  expect(asks()).toBe(2);
  Object.assign(page, { known: { answer: 'Joseph Banks', aliases: [] } });
  settle();
  expect(facts()).toContain('None of the 3 passages holds the answer');
  Object.assign(page, { used: [passage(1), passage(2, 'By Joseph Banks.'), passage(3)] });
  expect(facts()).toContain('stands in passage 2');

  tour.next(page);
  expect(tour.running).toBe(false);
  expect(page).toMatchObject({ question: 'Mine?', k: 7, architecture: 'mamba', oracle: true });
  expect(page.retriever.by).toBe('words');
  expect(asks()).toBe(2); // nothing had been asked before the tour
});

it('moves the passage as soon as it is found, and puts it back on the way back', () => {
  const { page, find, answer } = fakePage();
  const tour = new Tour();
  tour.begin(page);
  tour.goTo(
    tourSteps.findIndex(({ name }) => name === 'moved'),
    page,
  );
  expect(page.order).toEqual([]);
  find();
  tour.follow(page);
  expect(page.order).toEqual([2]);
  answer();
  expect(tour.isReady(page)).toBe(true);
  tour.back(page);
  expect(page.order).toEqual([]);
});

it('ends with class mode', () => {
  const { page } = fakePage();
  const mode = new ClassMode({ classMode: true, predictFirst: true });
  mode.tour.begin(page);
  expect(mode.hides({ asked: 'Who?' })).toBe(false);
  mode.toggle(page);
  expect(mode.tour.running).toBe(false);
  expect(mode.on).toBe(false);
  expect(page.question).toBe('Mine?');
});

it('says when a step has stopped, and does it again', () => {
  const { page, find, asks } = fakePage();
  const tour = new Tour();
  tour.begin(page);
  tour.next(page);
  expect(tour.isStopped(page)).toBe(false);
  page.running = false; // somebody cancelled before anything was found
  expect(tour.isStopped(page)).toBe(true);
  tour.again(page);
  expect(asks()).toBe(2);
  find();
  expect(tour.isReady(page)).toBe(true);
});
