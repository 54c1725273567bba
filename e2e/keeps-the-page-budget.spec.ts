import { expect, test } from '@playwright/test';
import { answerOf, ask, KNOWN, openAsk } from './ask-page';

/**
 * The two figures that the project promises of the page itself. Both are times, and this machine may be busy: another process
 * can only make a try slower, never faster, so the best of several tries is the page's own doing. A page that has become
 * slower than its budget fails every try.
 */
const TRIES = 6;
/** One for each try: what was read for an earlier one is not read again. */
const QUESTIONS = [
  KNOWN.question,
  'Which Egyptian goddess had an ostrich plume as her symbol?',
  'What is the sole river to flow out of the deepest lake of the world?',
  'Which river flows through Cairo?',
  'Who wrote the tragedy of a Danish prince?',
  'Which planet has the largest moon?',
];

test('the first paint comes within a second, from a cold cache, on a processor four times as slow', async ({
  browser,
  baseURL,
}) => {
  let best = Infinity;
  let firstScreen = Infinity;
  for (let tried = 0; tried < TRIES && best >= 1000; tried++) {
    // A context of its own has nothing in its cache.
    const context = await browser.newContext({ baseURL: String(baseURL) });
    const page = await context.newPage();
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.goto('./', { waitUntil: 'commit' });
    const paint = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          new PerformanceObserver((list) => {
            const [entry] = list.getEntriesByName('first-contentful-paint');
            if (entry) resolve(entry.startTime);
          }).observe({ type: 'paint', buffered: true });
        }),
    );
    best = Math.min(best, paint);
    // The header is painted first; what can be used comes when the program has been read. Told, not judged.
    await page.getByRole('button', { name: /and start$/ }).waitFor();
    firstScreen = Math.min(firstScreen, await page.evaluate(() => performance.now()));
    await context.close();
  }
  test.info().annotations.push({
    type: 'first paint and first screen, ms',
    description: `${best.toFixed(0)} and ${firstScreen.toFixed(0)}`,
  });
  expect(best).toBeLessThan(1000);
});

test('the page is never busy for more than 50 ms while the readers work', async ({ page }) => {
  // The observer tells of this page's main thread only, of tasks from 50 ms on.
  await page.addInitScript(() => {
    const tasks: number[] = [];
    new PerformanceObserver((list) => {
      tasks.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: 'longtask', buffered: true });
    Object.assign(window, { takeLongTasks: () => tasks.splice(0) });
  });
  await openAsk(page, '?k=5&backend=cpu');
  // The first answer waits for the readers to load; it is not the one that is looked at.
  await ask(page, 'Who painted the Mona Lisa?');
  await answerOf(page, 'Mamba');
  await answerOf(page, 'Transformer');
  const seen: number[][] = [];
  for (let tried = 0; tried < TRIES; tried++) {
    await page.evaluate('takeLongTasks()');
    await ask(page, QUESTIONS[tried] ?? '');
    await answerOf(page, 'Mamba');
    await answerOf(page, 'Transformer');
    // The observer is told of a task after it.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    seen.push((await page.evaluate('takeLongTasks()')) as number[]);
    if (seen.at(-1)?.length === 0) break;
  }
  test.info().annotations.push({ type: 'long tasks, ms', description: JSON.stringify(seen) });
  expect(seen.at(-1), `long tasks of ${seen.length} tries: ${JSON.stringify(seen)}`).toEqual([]);
});
