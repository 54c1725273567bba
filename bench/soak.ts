import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import type { Page } from '@playwright/test';
import { answerOf, ask } from '../e2e/ask-page';
import { appears, openBuiltPage } from '../scripts/browser/built-page';
import { fitSlope } from './fit-slope';
import { countedBytes, EAGER_MEASURE, memoryMeter, type PageMemory } from './page-memory';

const EVERY = 25;
/**
 * What both readers keep of earlier prompts grows to 128 MB each and stays there; a question with one passage adds 2.2 MB of
 * states to the Mamba's, so that is reached after about 60 questions.
 */
const WARM_UP = 150;
const RESULT = 'bench/results/soak.json';

interface Point extends PageMemory {
  countedBytes: number;
  questions: number;
  minutes: number;
}

/**
 * `npm run soak`: 500 different questions of the encyclopaedia in a row (or as many as are named behind it), asked of the built
 * page in headless Chromium, both readers on the CPU with k = 1; its memory every 25 questions, and a line through what comes
 * behind the warm-up. Memory does not depend on how busy the machine is.
 */
export async function main([wanted = '500']: string[]): Promise<void> {
  const questions = packQuestions().slice(0, Number(wanted));
  const search = new URLSearchParams({ k: '1', backend: 'cpu' });
  const { page, browser, close } = await openBuiltPage(search, '', [EAGER_MEASURE]);
  try {
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(error.message));
    await appears(page, page.getByRole('button', { name: 'Surprise me' }));
    const about = {
      command: `npm run soak ${wanted}`,
      date: new Date().toISOString().slice(0, 10),
      machine: `${os.cpus()[0]?.model.trim() ?? '?'}, ${os.cpus().length} cores`,
      runtime: `Chromium ${browser.version()}`,
    };
    // Written as it goes: what was measured before an end that nobody wished is kept.
    await askAll(page, questions, (points) =>
      write({ ...about, ...summarise(points), complaints }),
    );
  } finally {
    await close();
  }
}

function summarise(points: readonly Point[]): object {
  const settled = points.filter(({ questions }) => questions >= WARM_UP);
  const x = settled.map(({ questions }) => questions);
  const slope = (name: 'countedBytes' | keyof PageMemory) =>
    fitSlope(
      x,
      settled.map((point) => point[name]),
    );
  const enough = settled.length >= 7;
  return {
    questions: points.at(-1)?.questions ?? 0,
    k: 1,
    warmUp: WARM_UP,
    slopePerQuestion: enough
      ? {
          countedBytes: slope('countedBytes'),
          heapBytes: slope('heapBytes'),
          residentBytes: slope('residentBytes'),
          nodes: slope('nodes'),
          listeners: slope('listeners'),
        }
      : null,
    points,
  };
}

function write(result: object): void {
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
}

async function askAll(
  page: Page,
  questions: readonly string[],
  onPoint: (points: readonly Point[]) => void,
): Promise<void> {
  const measure = await memoryMeter(page);
  const start = performance.now();
  const points: Point[] = [];
  for (const [at, question] of questions.entries()) {
    await ask(page, question);
    await answerOf(page, 'Mamba');
    await answerOf(page, 'Transformer');
    if ((at + 1) % EVERY !== 0) continue;
    const minutes = Number(((performance.now() - start) / 60_000).toFixed(2));
    const point = {
      questions: at + 1,
      minutes,
      ...(await measure()),
      countedBytes: await countedBytes(page),
    };
    points.push(point);
    console.log(JSON.stringify(point));
    onPoint(points);
  }
}

function packQuestions(): string[] {
  const path = 'public/packs/trivia-encyclopaedia/questions.json';
  const all = JSON.parse(readFileSync(path, 'utf8')) as { question: string }[];
  return all.map(({ question }) => question);
}
