import { expect, test, type BrowserContext } from '@playwright/test';
import { answerOf, ask, KNOWN, readyOffline } from './ask-page';
import { keepNotes } from './library-page';

/** Every write and every flush of a worker waits so long, as on a worn card or a disk that others keep busy. */
async function slowDisk(context: BrowserContext, ms: number): Promise<void> {
  const slow = `{
    const wait = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${ms});
    const access = FileSystemSyncAccessHandle.prototype;
    for (const name of ['write', 'flush']) {
      const quick = access[name];
      access[name] = function (...given) { wait(); self.slowed = true; return quick.apply(this, given); };
    }
  }\n`;
  await context.route(/(model-files|library)\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    // After the imports, which must come first.
    await route.fulfill({ response, body: (await response.text()) + `\n${slow}` });
  });
}

test('a slow disk shows how far it is, can be cancelled, and ends with everything there', async ({
  page,
  context,
}, testInfo) => {
  await slowDisk(context, 15);
  await page.goto('./?k=1&read=transformer&backend=cpu');
  const start = page.getByRole('button', { name: /and start$|^Go on/ });
  await start.click();
  const progress = page.getByRole('progressbar', { name: 'Download' });
  const done = async () => Number(await progress.getAttribute('value'));
  await expect.poll(done).toBeGreaterThan(1e6);
  const seen = [await done()];
  for (let i = 0; i < 3; i++) {
    const last = seen.at(-1) ?? 0;
    await expect.poll(done, { intervals: [50] }).toBeGreaterThan(last);
    seen.push(await done());
  }
  const worker = page.workers().find((one) => one.url().includes('model-files.worker'));
  expect(await worker?.evaluate('self.slowed')).toBe(true);

  // A person who gives up need not wait for the disk.
  const clicked = Date.now();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(start).toBeVisible();
  expect(Date.now() - clicked).toBeLessThan(10_000);
  await start.click();
  await expect(page.getByRole('button', { name: 'Surprise me' })).toBeVisible({ timeout: 180_000 });
  await expect(readyOffline(page)).toBeVisible();
  await ask(page, KNOWN.question);
  expect(await answerOf(page, 'Transformer')).not.toBe('');

  // And a text of one's own.
  await keepNotes(page, testInfo);
});
