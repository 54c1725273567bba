import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';

export interface ExportedStudy {
  id: string;
  plan: { questions: number };
  questions: { id: string }[];
  cells: { question: string; reader: string; condition: number; text: string }[];
}

/** Opens the Sweep view with a plan in the link, after the first visit's download. */
export async function openSweep(page: Page, plan: object): Promise<void> {
  await page.goto(`./?backend=cpu&study=${encodeURIComponent(JSON.stringify(plan))}#sweep`);
  const fetch = page.getByRole('button', { name: /and start$/ });
  const start = page.getByRole('button', { name: 'Start the study' });
  await expect(fetch.or(start).first()).toBeVisible();
  if (await fetch.isVisible()) await fetch.click();
  await expect(start).toBeEnabled({ timeout: 180_000 });
}

export const smallPlan = (changes: object = {}) => ({
  preset: 'custom',
  conditions: [0, 1, 2].map((k) => ({ kind: 'retrieved', k })),
  questions: 3,
  seed: 7,
  readers: ['mamba', 'transformer'],
  alternate: true,
  ...changes,
});

export const completed = (page: Page) =>
  page.getByRole('heading', { name: /^The study is complete/ });

/** What a save button gives. */
export async function saved(page: Page, button: string): Promise<Buffer> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).click();
  return readFile(await (await download).path());
}

export async function exported(page: Page): Promise<ExportedStudy> {
  return JSON.parse((await saved(page, 'Save as JSON')).toString()) as ExportedStudy;
}

/** Answers by question, condition and reader. */
export const answersOf = ({ cells }: ExportedStudy): Record<string, string> =>
  Object.fromEntries(
    cells
      .map(({ question, reader, condition, text }) => [`${question} ${condition} ${reader}`, text])
      .sort(),
  ) as Record<string, string>;
