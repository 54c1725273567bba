import { expect, test } from '@playwright/test';
import { answerOf, ask, openAsk, question, reader } from './ask-page';

test('takes whatever is asked as text', async ({ page }) => {
  const dialogs: string[] = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  await openAsk(page, '?read=transformer&k=1');

  await test.step('markup', async () => {
    const hostile = '<img src=x onerror=alert(1)><b>Who</b> wrote "<|answer|>" & Hamlet?';
    await ask(page, hostile);
    await answerOf(page, 'Transformer');
    await reader(page, 'Transformer').getByText('The whole prompt').click();
    await expect(reader(page, 'Transformer').locator('pre')).toContainText(hostile);
    await expect(page.locator('article img, article b')).toHaveCount(0);
    expect(dialogs).toEqual([]);
  });

  for (const text of [
    'Wie heißt der längste Fluss Ägyptens?',
    '世界で一番深い湖は?',
    '🧑‍🚀🌍?',
    '"; DROP TABLE',
  ]) {
    await test.step(text, async () => {
      await ask(page, text);
      await answerOf(page, 'Transformer');
    });
  }

  await test.step('100,000 characters', async () => {
    await ask(page, 'Which river flows out of the lake? '.repeat(2858));
    await answerOf(page, 'Transformer');
    await expect(page.getByText('cut to 48 tokens')).toBeVisible();
    await expect(reader(page, 'Transformer')).toContainText('2 parts cut');
  });

  await test.step('nothing', async () => {
    await ask(page, '   ');
    await expect(page.getByRole('alert')).toContainText('There is no question.');
    await question(page).fill('Which river flows through Cairo?');
    await page.keyboard.press('Enter');
    expect(await answerOf(page, 'Transformer')).not.toBe('');
    await expect(page.getByRole('alert')).toBeHidden();
  });
});
