import { expect, type Locator, type Page } from '@playwright/test';

/** A question of the pack whose answer both readers find in the passages. */
export const KNOWN = {
  question: 'Amar Sonar Bangla is the national anthem of which country?',
  answer: 'Bangladesh',
};

export const reader = (page: Page, name: 'Mamba' | 'Transformer'): Locator =>
  page.getByRole('article', { name: `${name} reader` });

export const question = (page: Page): Locator => page.getByRole('textbox', { name: 'Question' });

/** With its dot, since 'Not yet ready offline' holds the same words. */
export const readyOffline = (page: Page): Locator => page.getByText('● Ready offline');

/** Opens the page, agrees to the download on a first visit, and waits for the form with its examples. */
export async function openAsk(page: Page, search = ''): Promise<void> {
  await page.goto(`./${search}`);
  await page.getByRole('button', { name: /and start$/ }).click();
  await expect(page.getByRole('button', { name: 'Surprise me' })).toBeVisible({ timeout: 90_000 });
}

export async function ask(page: Page, text: string): Promise<void> {
  await question(page).fill(text);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
}

/** The answer's words, when the reader is done. */
export async function answerOf(page: Page, name: 'Mamba' | 'Transformer'): Promise<string> {
  const answer = reader(page, name).locator('.answer');
  await expect(answer).toHaveAttribute('data-stage', 'done', { timeout: 90_000 });
  return (await answer.innerText()).trim();
}
