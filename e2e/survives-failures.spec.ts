import { expect, test, type Page } from '@playwright/test';
import { answerOf, ask, KNOWN, openAsk, reader, readyOffline } from './ask-page';

const start = (page: Page) => page.getByRole('button', { name: /and start$/ });
const WEIGHTS = '**/models/transformer-trivia-30m/model.safetensors';

test('an interrupted download goes on where it stopped', async ({ page }) => {
  let broken = true;
  const ranges: (string | undefined)[] = [];
  await page.route(WEIGHTS, async (route) => {
    ranges.push(route.request().headers().range);
    if (!broken) return route.continue();
    await route.abort('connectionreset');
  });
  await page.goto('./?read=transformer');
  await start(page).click();
  await expect(page.getByRole('alert')).toContainText('The download was interrupted.');
  await expect(start(page)).toContainText('left');
  broken = false;
  await start(page).click();
  await expect(page.getByRole('button', { name: 'Surprise me' })).toBeVisible();
  expect(ranges).toHaveLength(2);
});

test('a damaged file is named, not used, and fetched again', async ({ page }) => {
  let damaged = true;
  await page.route(WEIGHTS, async (route) => {
    if (!damaged) return route.continue();
    await route.fulfill({ body: Buffer.alloc(1000, 7) });
  });
  await page.goto('./?read=transformer');
  await start(page).click();
  await expect(page.locator('[data-code]')).toHaveAttribute(
    'data-code',
    /hash-mismatch|download-failed/,
  );
  await page.route(WEIGHTS, (route) => route.fulfill({ body: Buffer.alloc(40_000_000, 7) }));
  await start(page).click();
  await expect(page.locator('[data-code="hash-mismatch"]')).toContainText('model.safetensors');
  damaged = false;
  await page.unroute(WEIGHTS);
  await start(page).click();
  await expect(page.getByRole('button', { name: 'Surprise me' })).toBeVisible();
});

test('too little storage is said, and the download goes on when there is more', async ({
  page,
  context,
  baseURL,
}) => {
  const session = await context.newCDPSession(page);
  const origin = new URL(String(baseURL)).origin;
  await page.goto('./');
  await session.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 20e6 });
  await start(page).click();
  await expect(page.locator('[data-code="quota-exceeded"]')).toContainText(
    'The browser grants no more storage.',
  );
  await session.send('Storage.overrideQuotaForOrigin', { origin });
  await start(page).click();
  await expect(page.getByRole('button', { name: 'Surprise me' })).toBeVisible();
  await expect(readyOffline(page)).toBeVisible();
});

test('a download can be cancelled and taken up again', async ({ page }) => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(WEIGHTS, async (route) => {
    await held;
    await route.continue().catch(() => undefined);
  });
  await page.goto('./?read=transformer');
  await start(page).click();
  // Embedder and pack are there, the held file is being waited for.
  await expect(page.getByText(/2[12]\.\d MB of/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(start(page)).toContainText('left');
  release();
  await start(page).click();
  await expect(page.getByRole('button', { name: 'Surprise me' })).toBeVisible();
});

test('a crashed worker is started again and nothing else is lost', async ({ page }) => {
  await openAsk(page, '?k=1');
  await ask(page, KNOWN.question);
  await answerOf(page, 'Transformer');
  const worker = page.workers().find((one) => one.url().includes('mamba.worker'));
  await worker?.evaluate(
    () => void setTimeout(() => Promise.reject(new Error('made to crash')), 0),
  );
  await worker
    ?.evaluate(
      () =>
        void setTimeout(() => {
          throw new Error('made to crash');
        }, 0),
    )
    .catch(() => undefined);
  await expect(reader(page, 'Mamba').getByRole('alert')).toContainText(
    'A part of the program crashed.',
  );
  await expect(reader(page, 'Transformer')).toContainText(KNOWN.answer);
  await reader(page, 'Mamba').getByRole('button', { name: 'Start again' }).click();
  expect(await answerOf(page, 'Mamba')).toContain(KNOWN.answer);
});

test('files that vanished from storage are fetched again', async ({ page }) => {
  await openAsk(page, '?k=1&read=transformer');
  await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    await root.removeEntry('files', { recursive: true });
  });
  await page.reload();
  await expect(start(page)).toBeVisible();
  await start(page).click();
  await ask(page, KNOWN.question);
  expect(await answerOf(page, 'Transformer')).toContain(KNOWN.answer);
});
