import { expect, test } from '@playwright/test';
import { openAsk } from './ask-page';
const S = '/tmp/models-probe/shots/';
test('probe', async ({ page }) => {
  test.setTimeout(460_000);
  const log = (...a: unknown[]) => console.log(new Date().toISOString().slice(11, 19), ...a);
  await page.setViewportSize({ width: 1100, height: 900 });
  await openAsk(page, '?k=1&read=mamba');
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Which models read' })).toBeVisible();
  await page.waitForTimeout(1500);
  await page.screenshot({ path: S + 'light.png', fullPage: true });
  const input = page.getByLabel('Choose a folder…');
  await input.setInputFiles('/tmp/models-probe/nothing');
  await expect(page.locator('[data-code]')).toBeVisible();
  await page.screenshot({ path: S + 'wrong.png', fullPage: true });
  await input.setInputFiles('/tmp/models-probe/tiny');
  await expect(page.getByRole('button', { name: 'Keep it in this browser' })).toBeVisible();
  await page.screenshot({ path: S + 'form.png', fullPage: true });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: S + 'dark360.png', fullPage: true });
  await page.setViewportSize({ width: 1100, height: 900 });
  await page.getByText('516', { exact: false }).first().click().catch(() => undefined);
  await page.getByRole('button', { name: /Fetch .*mamba-130m/ }).click();
  await page.waitForTimeout(6000);
  await page.screenshot({ path: S + 'dark-fetch-failed.png', fullPage: true });
  await page.emulateMedia({ colorScheme: 'light' });

  const disk = () =>
    page.evaluate(async () => {
      const out: string[] = [];
      async function walk(d: FileSystemDirectoryHandle, p: string) {
        for await (const [n, h] of d.entries()) {
          if (h.kind === 'directory') await walk(h, p + n + '/');
          else {
            const { size } = await h.getFile();
            if (size > 1e6 || p.includes('own')) out.push(`${p}${n.slice(0, 12)} ${size}`);
          }
        }
      }
      await walk(await navigator.storage.getDirectory(), '');
      const { usage, quota } = await navigator.storage.estimate();
      return { out: out.filter((l) => l.startsWith('own')), usage, quota };
    });
  await input.setInputFiles('/tmp/models-probe/big/mamba-big');
  await expect(page.getByText(/48 layers of width 2560/)).toBeVisible();
  log('form', await page.locator('form').filter({ hasText: 'Kept with' }).innerText());
  await page.screenshot({ path: S + 'big-form.png', fullPage: true });
  await page.getByRole('button', { name: 'Keep it in this browser' }).click();
  await page.waitForTimeout(8000);
  await page.screenshot({ path: S + 'big-keeping.png' });
  log('before cancel', await disk());
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('button', { name: 'Keep it in this browser' })).toBeVisible();
  log('after cancel', await disk());
  const t = Date.now();
  await page.getByRole('button', { name: 'Keep it in this browser' }).click();
  for (;;) {
    await page.waitForTimeout(10000);
    const status = (await page.getByRole('status').allInnerTexts()).join(' | ');
    log((Date.now() - t) / 1000, status);
    if (/is kept|^$/.test(status) || Date.now() - t > 380_000) break;
  }
  log('kept', await disk(), 'alert:', await page.locator('[data-code]').allInnerTexts());
  await page.screenshot({ path: S + 'big-kept.png', fullPage: true });
  await page.reload();
  await expect(page.getByRole('radio', { name: 'mamba-big' })).toBeVisible();
  await page.getByRole('button', { name: 'Remove mamba-big' }).click();
  await page.getByRole('button', { name: 'Yes, remove it' }).click();
  await expect(page.getByRole('radio', { name: 'mamba-big' })).toHaveCount(0);
  log('removed', await disk());
});
