import { writeFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page, type TestInfo } from '@playwright/test';
import { openAsk } from './ask-page';

export const notes = `The lighthouse of Quorn stands on the island of Vellmar. It was built in 1874 by the engineer Tilda Brandvik.

Its lamp burns oil pressed from the seeds of the grey thistle, which grows nowhere else. The keeper counts the ships each night.`;

export async function openLibrary(page: Page, search = '?read=transformer&k=2'): Promise<void> {
  await openAsk(page, search);
  await goTo(page, 'Library');
  await expect(page.getByRole('heading', { name: 'Read from your own texts' })).toBeVisible();
}

export const goTo = (
  page: Page,
  view: 'Ask' | 'Sweep' | 'Inside' | 'Library' | 'Models' | 'Measure',
) => page.getByRole('link', { name: view, exact: true }).first().click();

export const card = (page: Page, name: string): Locator => page.getByRole('article', { name });

/** The notes as a file of the disk, dropped, indexed and kept. */
export async function keepNotes(page: Page, testInfo: TestInfo): Promise<void> {
  const path = testInfo.outputPath('lighthouse.txt');
  writeFileSync(path, notes);
  await goTo(page, 'Library');
  await drop(page, [path]);
  await page.getByRole('textbox', { name: 'Name' }).fill('Quorn');
  await page.getByRole('button', { name: 'Index and keep' }).click();
  await expect(card(page, 'Quorn')).toContainText('1 of 1 document');
}

/** The first passage below the answers. */
export const nearest = (page: Page): Locator => page.locator('section li.card').first();

/** Files and folders of the disk, dropped as from a file manager: a script in the page could not make folders. */
export async function drop(page: Page, paths: string[]): Promise<void> {
  const place = page.getByRole('region', { name: 'Read from your own texts' });
  await place.scrollIntoViewIfNeeded();
  const box = await place.boundingBox();
  if (!box) throw new Error('There is no place to drop on.');
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const client = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await client.send('Input.dispatchDragEvent', { type, ...at, data });
  }
  await client.detach();
}

export async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([]);
}
