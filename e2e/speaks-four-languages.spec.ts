import { expect, test, type Page } from '@playwright/test';
import { completed, openSweep, smallPlan } from './sweep-page';

const VIEWS = ['sweep', 'inside', 'library', 'models', 'measure'];

/**
 * Texts of the open view that are in the page's language: what people read, hear or see as a hint, of three words or
 * more; a name (`mamba-chat 2.8B`, `CPU (WebAssembly)`) may be the same in every language.
 */
const sentences = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const main = document.querySelector('main');
    if (!main) return [];
    const language = document.documentElement.lang;
    const foreign = (element: Element | null | undefined) =>
      element?.closest('[lang], code')?.getAttribute('lang') !== language;
    const found: string[] = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (textContent && !foreign(parentElement)) found.push(textContent);
    }
    for (const name of ['aria-label', 'title', 'placeholder']) {
      for (const element of main.querySelectorAll(`[${name}]`)) {
        if (!foreign(element)) found.push(element.getAttribute(name) ?? '');
      }
    }
    return found
      .map((text) => text.replace(/\s+/g, ' ').trim())
      .filter((text) => text.split(' ').filter((word) => /\p{L}{2}/u.test(word)).length > 2);
  });

test('no view is left in English by another language', async ({ page }) => {
  test.setTimeout(600_000);
  const conditions = [0, 1].map((k) => ({ kind: 'retrieved', k }));
  await openSweep(page, smallPlan({ questions: 1, conditions }));
  await page.getByRole('button', { name: 'Start the study' }).click();
  await expect(completed(page)).toBeVisible({ timeout: 200_000 });
  await page.locator('section[aria-labelledby="answers"] summary').last().click();
  await page.evaluate(() => (location.hash = ''));
  await page.getByRole('slider').fill('0'); // passages' titles are no texts of the interface
  await page.getByRole('textbox', { name: 'Question' }).fill('Which is the longest river?');
  await page.keyboard.press('Enter');
  await expect(page.locator('.answer[data-stage="done"]')).toHaveCount(2, { timeout: 90_000 });

  for (const view of VIEWS) {
    await page.evaluate((hash) => (location.hash = hash), view);
    const current = page.locator('nav [aria-current="page"]');
    await expect(current).toHaveAttribute('href', `#${view}`);
    // What a reader's look inside found has texts of its own.
    if (view === 'inside') await expect(page.locator('main table')).toHaveCount(4);
    await expect
      .poll(async () => (await sentences(page)).length, { message: view })
      .toBeGreaterThan(2);
    const english = await sentences(page);
    for (const language of ['de', 'fr', 'es', 'en']) {
      await page.locator('header select').selectOption(language);
      if (language === 'en') continue;
      const left = async () => (await sentences(page)).filter((text) => english.includes(text));
      await expect.poll(left, { message: `${view} in ${language}` }).toEqual([]);
      await page.screenshot({
        path: `test-results/language-${view}-${language}.png`,
        fullPage: true,
      });
    }
  }
});
