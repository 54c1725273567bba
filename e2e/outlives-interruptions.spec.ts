import { writeFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { answerOf, ask, KNOWN, openAsk, reader, readyOffline } from './ask-page';
import { card, drop, goTo, notes, openLibrary } from './library-page';

const OTHER = 'Which Egyptian goddess had an ostrich plume as her symbol?';

/**
 * A laptop that sleeps stops every thread of the page, the readers' workers too, and their clocks stand later afterwards. (Chromium
 * freezes only a tab that it takes for hidden, and one that is driven by a test never is.)
 */
async function sleep(page: Page, forMs: number): Promise<void> {
  const session = await page.context().browser()?.newBrowserCDPSession();
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] };
  const renderers = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => id);
  expect(renderers.length).toBeGreaterThan(0);
  for (const id of renderers) process.kill(id, 'SIGSTOP');
  await new Promise((resolve) => setTimeout(resolve, forMs));
  for (const id of renderers) process.kill(id, 'SIGCONT');
}

/** As after coming back from another tab. */
const comeBack = (page: Page) =>
  page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));

test('an answer survives sleep, and a clock that jumps by a night', async ({ page }) => {
  await page.addInitScript(() => {
    let slept = 0;
    const [wall, since] = [Date.now.bind(Date), performance.now.bind(performance)];
    Date.now = () => wall() + slept;
    performance.now = () => since() + slept;
    Object.assign(window, { jump: () => (slept += 8 * 3_600_000) });
  });
  await openAsk(page, '?k=5&backend=cpu');
  await ask(page, KNOWN.question);
  await expect(reader(page, 'Mamba').locator('.answer')).toHaveAttribute('data-stage', 'reading');
  await sleep(page, 2000);
  await page.evaluate('jump()');
  for (const name of ['Mamba', 'Transformer'] as const) {
    expect(await answerOf(page, name)).toContain(KNOWN.answer);
  }
  // And with nothing in hand.
  await sleep(page, 500);
  await page.evaluate('jump()');
  await ask(page, OTHER);
  expect(await answerOf(page, 'Mamba')).not.toBe('');
  await expect(page.getByRole('alert')).toBeHidden();
});

/** A browser may leave the service worker in place, or forget it a while after the files: both are met. */
const CLEARED = {
  'all storage': 'all',
  'storage, but not the service worker,': 'cache_storage,file_systems',
};

for (const [what, storageTypes] of Object.entries(CLEARED))
  test(`${what} cleared under the page is said, and fetched again`, async ({
    page,
    context,
    baseURL,
  }) => {
    await openAsk(page, '?k=1&read=transformer&backend=cpu');
    await ask(page, KNOWN.question);
    const answer = await answerOf(page, 'Transformer');
    await expect(readyOffline(page)).toBeVisible();
    const session = await context.newCDPSession(page);
    const origin = new URL(String(baseURL)).origin;
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes });

    // Whoever is in the middle of something goes on: models and passages are in memory.
    await expect(page.getByText(answer, { exact: true }).first()).toBeVisible();
    await ask(page, OTHER);
    expect(await answerOf(page, 'Transformer')).not.toBe('');
    await comeBack(page);
    await expect(page.getByText('was removed from this browser’s storage')).toBeVisible();
    await expect(page.getByText('Not yet ready offline')).toBeVisible();
    await page.getByRole('button', { name: /^Fetch .* again$/ }).click();
    await expect(page.getByText('was removed from this browser’s storage')).toBeHidden();
    await expect(readyOffline(page)).toBeVisible();
    await expect(page.getByRole('textbox', { name: 'Question' })).toHaveValue(OTHER);

    await context.setOffline(true);
    await page.reload();
    await ask(page, KNOWN.question);
    expect(await answerOf(page, 'Transformer')).toBe(answer);
  });

test('a disk that is full while a text is kept is said, and goes on when there is room', async ({
  page,
  context,
  baseURL,
}, testInfo) => {
  const path = testInfo.outputPath('lighthouse.txt');
  writeFileSync(path, notes);
  await openLibrary(page);
  const session = await context.newCDPSession(page);
  const origin = new URL(String(baseURL)).origin;
  const keep = page.getByRole('button', { name: 'Index and keep' });
  await drop(page, [path]);
  await page.getByRole('textbox', { name: 'Name' }).fill('Quorn');
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 1 });
  await keep.click();
  await expect(page.locator('[data-code="quota-exceeded"]')).toContainText(
    'The browser grants no more storage.',
  );
  // What is in memory is of use still.
  await goTo(page, 'Ask');
  await ask(page, KNOWN.question);
  expect(await answerOf(page, 'Transformer')).not.toBe('');
  await goTo(page, 'Library');
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await page.getByRole('button', { name: 'Understood' }).click();
  // What was chosen is still there.
  await page.getByRole('textbox', { name: 'Name' }).fill('Quorn');
  await keep.click();
  await expect(card(page, 'Quorn')).toContainText('1 of 1 document');
});
