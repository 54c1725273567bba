import { readlinkSync, rmSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect as quick, test } from '@playwright/test';
import { answersOf, completed, exported, openSweep, saved, smallPlan } from './sweep-page';

test.describe.configure({ timeout: 600_000 });
/** The readers load and answer behind most of what is waited for here. */
const expect = quick.configure({ timeout: 200_000 });

test('a study survives the end of its browser, and leaves and comes back as a file', async ({
  playwright,
  launchOptions,
  baseURL,
}, testInfo) => {
  const refused: string[] = [];
  const profile = testInfo.outputPath('profile');
  async function launch() {
    const options = { ...launchOptions, ...(baseURL ? { baseURL } : {}) };
    const context = await playwright.chromium.launchPersistentContext(profile, options);
    const [page = await context.newPage()] = context.pages();
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
    });
    return { context, page };
  }
  let { context, page } = await launch();
  await openSweep(page, smallPlan());
  await page.getByRole('button', { name: 'Start the study' }).click();
  await expect(completed(page)).toBeVisible();
  const whole = await exported(page);
  expect(whole.cells).toHaveLength(3 * 3 * 2);
  const conclusions = await page.locator('section[aria-labelledby="known"]').innerText();

  // The same plan again, and the browser is killed in the middle of it.
  await page.getByRole('button', { name: 'Plan another study' }).click();
  await page.getByRole('button', { name: 'Start the study' }).click();
  await expect(page.getByRole('heading', { name: /^Running: [2-9] of 18/ })).toBeVisible();
  const ended = new Promise((resolve) => context.once('close', resolve));
  process.kill(browserOf(profile), 'SIGKILL');
  await ended;
  ({ context, page } = await launch());
  await page.goto('./?backend=cpu#sweep');
  await page
    .getByRole('button', { name: /^Open Own choice/ })
    .first()
    .click();
  await expect(page.getByRole('heading', { name: /^Paused: \d+ of 18 answers/ })).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('heading', { name: /^Paused/ })).toBeVisible();
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(completed(page)).toBeVisible();
  const resumed = await exported(page);
  expect(resumed.id).not.toBe(whole.id);
  expect(answersOf(resumed)).toEqual(answersOf(whole));

  // As files: pictures, a table, and the study itself, which looks the same when it comes back.
  const svg = (await saved(page, 'Save as SVG: Right answers')).toString();
  expect(svg).toContain('<svg');
  expect(svg).not.toContain('var(--');
  const png = await saved(page, 'Save as PNG: Right answers');
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.length).toBeGreaterThan(10_000);
  const csv = (await saved(page, 'Save as CSV')).toString().trim().split('\r\n');
  expect(csv).toHaveLength(1 + 18);

  await page.getByRole('button', { name: 'Plan another study' }).click();
  page.on('dialog', (dialog) => void dialog.accept());
  while ((await page.getByRole('button', { name: /^Delete / }).count()) > 0) {
    const before = await page.getByRole('button', { name: /^Delete / }).count();
    await page
      .getByRole('button', { name: /^Delete / })
      .first()
      .click();
    await expect(page.getByRole('button', { name: /^Delete / })).toHaveCount(before - 1);
  }
  const chooser = page.getByLabel('Open a study from a file');
  await chooser.setInputFiles({
    name: 'other.json',
    mimeType: 'application/json',
    buffer: Buffer.from('{"schema": "something else"}'),
  });
  await expect(page.getByRole('alert')).toContainText('not a study that can be read');
  await chooser.setInputFiles({
    name: 'study.json',
    mimeType: 'application/json',
    buffer: Buffer.from(JSON.stringify(whole)),
  });
  await expect(completed(page)).toBeVisible();
  expect(await page.locator('section[aria-labelledby="known"]').innerText()).toBe(conclusions);
  expect(await exported(page)).toEqual(whole);
  expect(refused).toEqual([]);

  // Every answer can be opened, and everything can be used by everybody.
  await page.locator('section[aria-labelledby="answers"] summary').nth(1).click();
  await expect(page.getByText('Accepted:').first()).toBeVisible();
  await page.getByRole('checkbox', { name: /paper's two curves/ }).check();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    await page.screenshot({ path: `test-results/sweep-${colorScheme}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 360, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
  await page.screenshot({ path: 'test-results/sweep-360.png', fullPage: true });
  await context.close();
  rmSync(profile, { recursive: true });
});

/** Process id of the browser that holds a profile: Chromium's lock is a link to '<host>-<id>'. */
const browserOf = (profile: string) =>
  Number(readlinkSync(`${profile}/SingletonLock`).split('-').at(-1));

test('two tabs do not run one study, and Ask goes first', async ({ page, context }) => {
  await openSweep(page, smallPlan({ questions: 4, readers: ['transformer'], alternate: false }));
  await page.getByRole('button', { name: 'Start the study' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /^Running/ })).toBeVisible();
  const other = await context.newPage();
  await other.goto('./?backend=cpu#sweep');
  await other.getByRole('button', { name: /^Open Own choice/ }).click();
  const goOn = other.getByRole('button', { name: 'Go on' });
  await expect(goOn.or(completed(other))).toBeVisible();
  if (await goOn.isVisible()) {
    await goOn.click();
    await expect(other.getByRole('alert').or(completed(other))).toContainText(
      /another tab|complete/,
    );
  }
  await other.close();
  await page.getByRole('link', { name: 'Ask' }).click();
  await page.getByRole('textbox', { name: 'Question' }).fill('Which is the longest river?');
  await page.keyboard.press('Enter');
  await expect(
    page.getByRole('article', { name: 'Transformer reader' }).locator('.answer'),
  ).toHaveAttribute('data-stage', 'done');
  await page.getByRole('link', { name: 'Sweep' }).click();
  await expect(completed(page)).toBeVisible();
  expect((await exported(page)).cells).toHaveLength(4 * 3);
});
