import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { memoryMeter } from '../bench/page-memory';
import { answerOf, ask, openAsk } from './ask-page';

const ROUNDS = 3;
const ASKED_IN_ROUND = 12;
/**
 * A question that is typed leaves one text node and less than 3 kB (`npm run soak`): the browser's own history of what was typed, which it
 * bounds, and what the test's driver leaves. A leak is there in every round, so the smallest growth counts.
 */
const LIMIT = { heapBytes: 6000, nodes: 1.5, listeners: 0.8 };

// The short form of `npm run soak`. The same four questions again and again: both readers know their prompts from the first
// round on, so that what they may keep is kept at once, an answer takes little time, and whatever still grows is a leak.
test('question after question leaves nothing behind', async ({ page }) => {
  const questions = firstQuestions(4);
  await openAsk(page, '?k=1&backend=cpu');
  let asked = 0;
  const askMany = async (count: number) => {
    for (const end = asked + count; asked < end; asked++) {
      await ask(page, questions[asked % questions.length] ?? '');
      await answerOf(page, 'Mamba');
      await answerOf(page, 'Transformer');
    }
  };
  const measure = await memoryMeter(page);
  // The engines of JavaScript and of the readers are warm then, and the passages' cards made.
  await askMany(24);
  const points = [await measure()];
  for (let round = 0; round < ROUNDS; round++) {
    await askMany(ASKED_IN_ROUND);
    points.push(await measure());
  }
  for (const [name, limit] of Object.entries(LIMIT)) {
    const values = points.map((point) => point[name as keyof typeof LIMIT]);
    const grown = values
      .slice(1)
      .map((value, at) => (value - (values[at] ?? NaN)) / ASKED_IN_ROUND);
    expect(Math.min(...grown), `${name} a question: ${grown.join(', ')}`).toBeLessThan(limit);
  }
});

function firstQuestions(count: number): string[] {
  const path = 'public/packs/trivia-encyclopaedia/questions.json';
  const all = JSON.parse(readFileSync(path, 'utf8')) as { question: string }[];
  return all.slice(0, count).map(({ question }) => question);
}
