import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { answerOf, ask, KNOWN, openAsk, question } from './ask-page';

async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([]);
}

const scrollsSideways = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await page.goto('./');
    await expect(page.getByRole('button', { name: /and start$/ })).toBeVisible();
    await expectNothingSerious(page);
    await openAsk(page, '?k=2');
    await expectNothingSerious(page);
    await ask(page, KNOWN.question);
    await answerOf(page, 'Transformer');
    await page.screenshot({ path: `test-results/ask-${colorScheme}.png`, fullPage: true });
    await page.getByText('More', { exact: true }).click();
    await page.getByText('The whole prompt').first().click();
    await expectNothingSerious(page);
    await ask(page, ' ');
    await expect(page.getByRole('alert')).toBeVisible();
    await expectNothingSerious(page);
    await page.getByRole('link', { name: 'Models', exact: true }).click();
    await expect(page.getByRole('heading', { name: /^mamba-130m/ })).toBeVisible();
    await expectNothingSerious(page);
  });
}

for (const { name, width, height, fontSize } of [
  { name: 'a small phone', width: 360, height: 640, fontSize: undefined },
  { name: 'a projector with text twice as large', width: 1920, height: 1080, fontSize: '200%' },
]) {
  test(`nothing is cut off on ${name}`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto('./');
    await expect(page.getByRole('button', { name: /and start$/ })).toBeVisible();
    expect(await scrollsSideways(page)).toBe(false);
    await openAsk(page, '?k=2');
    if (fontSize)
      await page.evaluate((size) => (document.documentElement.style.fontSize = size), fontSize);
    await ask(page, KNOWN.question);
    await answerOf(page, 'Transformer');
    expect(await scrollsSideways(page)).toBe(false);
    await page.screenshot({ path: `test-results/ask-${width}.png`, fullPage: true });
  });
}

test('the whole way by keyboard', async ({ page }) => {
  await page.goto('./?k=1&read=transformer');
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
  await expect(page.getByRole('button', { name: /and start$/ })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('combobox', { name: 'Language' })).toBeFocused();
  await page.keyboard.press('Tab');
  expect(await focused()).toContain('and start');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Surprise me' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(question(page)).toBeFocused();
  await page.keyboard.type(KNOWN.question);
  await page.keyboard.press('Enter');
  expect(await answerOf(page, 'Transformer')).toContain(KNOWN.answer);
  const slider = page.getByRole('slider', { name: /Passages/ });
  for (let i = 0; i < 12; i++) {
    if (await slider.evaluate((one) => one === document.activeElement)) break;
    await page.keyboard.press('Tab');
  }
  await expect(slider).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('section li.card')).toHaveCount(2);
  expect(await answerOf(page, 'Transformer')).not.toBe('');
});
