import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { openAsk } from './ask-page';

test('both readers are measured, and the times can be copied', async ({ page, context }) => {
  test.setTimeout(300_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openAsk(page, '?backend=cpu');
  await page.getByRole('link', { name: 'Measure' }).click();
  await page.getByLabel('Longest prompt').selectOption('256');
  await page.getByLabel('Repetitions').selectOption('1');
  await page.getByRole('button', { name: 'Measure' }).click();
  await expect(page.getByText('Measured.')).toBeVisible({ timeout: 100_000 });
  const here = page.getByRole('table', { name: /^This machine/ });
  await expect(here.getByRole('row')).toHaveCount(4);
  await expect(here).toContainText('CPU: WebAssembly SIMD');
  await page.getByRole('button', { name: 'Copy as JSON' }).click();
  await expect(page.getByText('Copied.')).toBeVisible();
  const run = JSON.parse(await page.evaluate(() => navigator.clipboard.readText())) as {
    rows: { architecture: string; prefillMs: number[]; memoryBytes: number }[];
  };
  expect(run.rows).toHaveLength(4);
  for (const { prefillMs } of run.rows) expect(prefillMs[0]).toBeGreaterThan(0);
  const memory = (architecture: string) =>
    run.rows.filter((row) => row.architecture === architecture).map((row) => row.memoryBytes);
  const [state, sameState] = memory('mamba');
  expect(sameState).toBe(state);
  const [cache = NaN, longer = NaN] = memory('transformer');
  expect(longer / cache).toBeCloseTo((256 + 16) / (128 + 16));

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const serious = violations.filter(({ impact }) => impact && impact !== 'minor');
    expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await page.screenshot({ path: `test-results/measure-${colorScheme}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 360, height: 640 });
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  expect(sideways).toBe(false);
  await page.screenshot({ path: 'test-results/measure-360.png', fullPage: true });

  // Cancelled in the middle, it stops at once and can begin again.
  await page.getByLabel('Longest prompt').selectOption('4096');
  await page.getByRole('button', { name: 'Measure' }).click();
  await expect(page.getByText(/^about .* left$/)).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText(/^Cancelled\./)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Measure' })).toBeEnabled();
});
