import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';

async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`)).toEqual([]);
}

/** A class with a projector of 1024 × 768, in German, by keyboard, its network gone after the first visit. */
test('a class guesses, is guided and takes a sheet home', async ({ page, context }) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto('./?k=2');
  await page.getByRole('combobox', { name: 'Language' }).selectOption({ label: 'Deutsch' });
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByRole('button', { name: /laden und starten$/ }).press('Enter');
  await expect(page.getByText('Offline bereit')).toBeVisible({ timeout: 90_000 });
  await context.setOffline(true);

  await page.getByRole('button', { name: 'Unterricht' }).press('Enter');
  await page.getByRole('checkbox', { name: 'Erst raten' }).press('Space');
  await expect(page).toHaveURL(/\?k=2&lang=de&class=&predict=$/);

  // The class guesses while the readers work; nothing on the page gives the answer away.
  await page.keyboard.press('n');
  const question = page.getByRole('textbox', { name: 'Frage' });
  await expect(question).not.toHaveValue('');
  const asked = await question.inputValue();
  for (const key of ['1', '1', '4', '4', 'u']) await page.keyboard.press(key);
  await expect(page.getByRole('button', { name: 'Mamba 2 Meldungen' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Keiner 1 Meldung' })).toBeVisible();
  await expect(page.getByText('noch verdeckt')).toBeVisible({ timeout: 90_000 });
  await expect(page.locator('.answer').first()).toHaveText('Verdeckt, bis Sie sie zeigen.');
  await expect(page.locator('mark, .verdict')).toHaveCount(0);
  await page.keyboard.press('r');
  await expect(page.locator('.verdict')).toHaveCount(2);
  await expect(page.locator('.tally')).toContainText('Bilanz dieser Stunde: 1 Frage, 3 Meldungen');
  await page.screenshot({ path: 'test-results/class-projector.png' });
  await expectNothingSerious(page);

  // Keys are letters where somebody types.
  await question.press('End');
  await page.keyboard.type('ns');
  await expect(question).toHaveValue(`${asked}ns`);
  await expect(page.getByRole('radio', { name: 'Beide' })).toBeChecked();
  await question.fill(asked);
  await question.blur();

  // The guided tour, on the live page.
  await page.keyboard.press('t');
  const tour = page.getByRole('region', { name: 'Rundgang' });
  await expect(tour.getByRole('heading', { name: 'Eine Frage' })).toBeFocused();
  await page.keyboard.press('n');
  await expect(tour.getByRole('heading', { name: 'Was gefunden wird' })).toBeFocused();
  await expect(tour).toContainText(/Am nächsten liegt „.+“ mit einer Ähnlichkeit von 0,\d\d/);
  await page.keyboard.press('PageDown');
  await expect(tour).toContainText(/Dieser Prompt hat \d+ Tokens/);
  await page.keyboard.press('PageDown');
  await expect(tour).toContainText(/Transformer: „.+“, und das ist (richtig|falsch)/);
  await page.screenshot({ path: 'test-results/class-tour.png' });
  await page.setViewportSize({ width: 360, height: 640 });
  await page.emulateMedia({ colorScheme: 'dark' });
  const tooWide = () => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(await tooWide()).toBe(false);
  await page.screenshot({ path: 'test-results/class-tour-360.png' });
  await expectNothingSerious(page);
  await page.keyboard.press('Escape');
  await expect(tour).toBeHidden();
  await expect(question).toHaveValue(asked);
  expect(await tooWide()).toBe(false);

  // Link and code are made here, and so is the sheet.
  await page.getByRole('button', { name: 'Teilen' }).press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('img', { name: 'QR-Code des Links' })).toBeVisible();
  await expect(dialog.getByRole('textbox')).toHaveValue(/\?q=.+&k=2&lang=de$/);
  await page.screenshot({ path: 'test-results/class-share-360.png' });
  await expectNothingSerious(page);
  await page.keyboard.press('Escape');
  await page.screenshot({ path: 'test-results/class-360.png', fullPage: true });
  await expect(dialog).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await page.setViewportSize({ width: 794, height: 1123 }); // A4
  await expect(page.getByText('Mein Tipp: Welcher Leser wird recht haben?')).toBeVisible();
  await expect(page.getByRole('table')).toContainText('gleich groß bei jeder Länge');
  await expect(question).toBeHidden();
  await page.screenshot({ path: 'test-results/class-handout.png', fullPage: true });
  // What the share dialog asks for and does not need.
  expect(complaints.filter((text) => !text.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
});
