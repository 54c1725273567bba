import { expect, test } from '@playwright/test';
import { answerOf, ask, KNOWN, openAsk, reader } from './ask-page';

test('moving k answers again and reuses what is computed', async ({ page }) => {
  await openAsk(page, '?k=2');
  await ask(page, KNOWN.question);
  await answerOf(page, 'Transformer');
  const slider = page.getByRole('slider', { name: /Passages/ });
  await slider.press('ArrowRight');
  await expect(page.locator('section li.card')).toHaveCount(3);
  for (const name of ['Mamba', 'Transformer'] as const) {
    await answerOf(page, name);
    await expect(reader(page, name)).toContainText(/reused [1-9]\d* of \d+ tokens/);
    await expect(reader(page, name)).toContainText('for 4 places');
  }
  await expect(page).toHaveURL(/k=3/);

  // The newest wish wins: of many moves only the last is answered.
  for (let k = 3; k > 0; k--) await slider.press('ArrowLeft');
  await answerOf(page, 'Mamba');
  await answerOf(page, 'Transformer');
  await expect(page.getByRole('heading', { name: 'No passages: closed book' })).toBeVisible();
  for (const name of ['Mamba', 'Transformer'] as const) {
    await expect(reader(page, name)).toContainText('Closed book');
  }

  // Down and up again: nothing but the question's end is read.
  await slider.fill('3');
  await expect(page.locator('section li.card')).toHaveCount(3);
  for (const name of ['Mamba', 'Transformer'] as const) {
    await answerOf(page, name);
    const [, reused, all] =
      /reused (\d+) of (\d+) tokens/.exec(await reader(page, name).innerText()) ?? [];
    expect(Number(all) - Number(reused)).toBeLessThan(80);
  }
});

test('passages can be moved, edited and reset, by keyboard', async ({ page }) => {
  // Found by meaning, the first three have different titles.
  await openAsk(page, '?read=transformer&k=3');
  await ask(page, KNOWN.question);
  const first = await answerOf(page, 'Transformer');
  const cards = page.locator('section li.card');
  const titles = () => cards.locator('h3').allInnerTexts();
  const retrieved = await titles();
  const prompt = async () => {
    await answerOf(page, 'Transformer');
    return (await page.getByLabel('Prompt', { exact: true }).textContent()) ?? '';
  };

  const down = page.getByRole('button', { name: /^Move .*, down$/ });
  await down.first().focus();
  await page.keyboard.press('Enter');
  await expect.poll(titles).toEqual([retrieved[1], retrieved[0], retrieved[2]]);
  // The focus goes with the passage, so that it can be moved on.
  await expect(down.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(titles).toEqual([retrieved[1], retrieved[2], retrieved[0]]);
  await expect(page.getByRole('heading', { name: 'Passages, in your order' })).toBeVisible();

  await page
    .getByRole('button', { name: /^Edit / })
    .first()
    .click();
  await page.getByRole('textbox', { name: /^Text of/ }).fill('Nothing <b>about</b> it.');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(cards.first()).toContainText('edited');
  await expect(cards.first()).toContainText('Nothing <b>about</b> it.');
  await expect.poll(prompt).toContain('Nothing <b>about</b> it.');
  await page.setViewportSize({ width: 360, height: 640 });
  await page.screenshot({ path: 'test-results/passages-360.png', fullPage: true });

  await page.getByRole('button', { name: 'Reset to what was retrieved' }).click();
  await expect.poll(titles).toEqual(retrieved);
  await expect.poll(prompt).not.toContain('Nothing');
  expect(await answerOf(page, 'Transformer')).toBe(first);
});

test('a cancelled answer stays cancelled, and the next question is answered', async ({ page }) => {
  await openAsk(page, '?k=20');
  await ask(page, KNOWN.question);
  await expect(reader(page, 'Mamba').locator('.answer')).toHaveAttribute('data-stage', 'reading');
  await page.keyboard.press('Escape');
  for (const name of ['Mamba', 'Transformer'] as const) {
    await expect(reader(page, name).locator('.answer')).toHaveAttribute('data-stage', 'cancelled');
  }
  await page.getByRole('radio', { name: 'Transformer' }).check({ force: true });
  await page.getByRole('slider', { name: /Passages/ }).fill('1');
  expect(await answerOf(page, 'Transformer')).not.toBe('');
  await expect(reader(page, 'Mamba')).toBeHidden();
});

test('a link brings its set-up and asks', async ({ page }) => {
  await openAsk(page, `?q=${encodeURIComponent(KNOWN.question)}&k=1&read=transformer&backend=cpu`);
  expect(await answerOf(page, 'Transformer')).toContain(KNOWN.answer);
  await expect(page.locator('section li.card')).toHaveCount(1);
  await expect(reader(page, 'Mamba')).toBeHidden();
  // The other reader was not fetched; it is when it is wanted.
  await page.getByRole('radio', { name: 'Mamba' }).check({ force: true });
  await reader(page, 'Mamba')
    .getByRole('button', { name: /^Fetch 2\d/ })
    .click();
  expect(await answerOf(page, 'Mamba')).not.toBe('');
});

test('a passage can be left out, and the oracle reads the right one', async ({ page }) => {
  await openAsk(page, '?read=transformer&k=3');
  await ask(page, KNOWN.question);
  await answerOf(page, 'Transformer');
  await page
    .getByRole('button', { name: /^Leave out/ })
    .first()
    .click();
  await answerOf(page, 'Transformer');
  await expect(page.locator('li').filter({ hasText: 'Prompt' }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /^Leave out/, pressed: true })).toHaveCount(1);
  await page.getByText('More', { exact: true }).click();
  await page.getByRole('checkbox', { name: /^Oracle/ }).check();
  await expect(page.getByRole('heading', { name: /known to hold the answer/ })).toBeVisible();
  expect(await answerOf(page, 'Transformer')).toContain(KNOWN.answer);
});
