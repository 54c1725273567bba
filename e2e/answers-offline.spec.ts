import { expect, test } from '@playwright/test';
import { answerOf, ask, KNOWN, reader, readyOffline } from './ask-page';

test('answers with both readers, then again without a network', async ({
  page,
  context,
  baseURL,
}) => {
  const foreign: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => {
    if (!request.url().startsWith(String(baseURL))) foreign.push(request.url());
  });
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));

  // With k = 5 both readers answer it from these passages; from those found by both ways they do not.
  await page.goto('./');
  const start = page.getByRole('button', { name: /^Fetch .* MB and start$/ });
  await expect(start).toBeVisible();
  // The whole of a first visit is said before it is fetched, and holds its budget.
  const megabytes = Number(/Fetch ([\d.]+) MB/.exec(await start.innerText())?.[1]);
  expect(megabytes).toBeGreaterThan(80);
  expect(megabytes).toBeLessThan(100);
  await expect(readyOffline(page)).toBeHidden();
  await start.click();

  await expect(page.getByRole('button', { name: 'Surprise me' })).toBeVisible();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  await ask(page, KNOWN.question);
  for (const name of ['Mamba', 'Transformer'] as const) {
    expect(await answerOf(page, name)).toContain(KNOWN.answer);
    await expect(reader(page, name).locator('.verdict')).toContainText('Right');
    await expect(reader(page, name)).toContainText(/CPU: WebAssembly SIMD, \d+ threads?/);
  }
  await expect(reader(page, 'Mamba')).toContainText('whatever the length');
  await expect(reader(page, 'Transformer')).toContainText('grows with every token');
  await expect(page.locator('section li.card')).toHaveCount(5);
  await expect(page.locator('mark', { hasText: KNOWN.answer }).first()).toBeVisible();

  await expect(readyOffline(page)).toBeVisible();
  await context.setOffline(true);
  await page.reload();
  expect(
    await page.evaluate(() =>
      fetch('first-visit.json').then(
        () => 'online',
        () => 'offline',
      ),
    ),
  ).toBe('offline');
  await expect(readyOffline(page)).toBeVisible();
  await ask(page, 'Which Egyptian goddess had an ostrich plume as her symbol?');
  for (const name of ['Mamba', 'Transformer'] as const) {
    expect(await answerOf(page, name)).not.toBe('');
  }
  expect(foreign).toEqual([]);
  // The one request that this test itself made to fail.
  expect(complaints).toEqual([expect.stringContaining('ERR_INTERNET_DISCONNECTED')]);
});
