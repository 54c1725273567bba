import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { answerOf, ask, openAsk, reader } from './ask-page';

const notes = `The lighthouse of Quorn stands on the island of Vellmar. It was built in 1874 by the engineer Tilda Brandvik.

Its lamp burns oil pressed from the seeds of the grey thistle, which grows nowhere else. The keeper counts the ships each night.`;
const page2 = `<html><head><title>The bells of Ostrava Minor</title><script>window.ran = true</script></head>
<body onload="window.ran = true"><p>The great bell of Ostrava Minor weighs nine tonnes and is called Old Barnaby.</p><img src=x onerror="window.ran = true"></body></html>`;
const markdown = `# Rules of thornball\n\nA match of **thornball** lasts *four* hours. The ball is made of willow.`;

const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});
const small = [
  file('lighthouse.txt', notes),
  file('bells.html', page2),
  file('thornball.md', markdown),
];

async function openLibrary(page: Page, search = '?read=transformer&k=2'): Promise<void> {
  await openAsk(page, search);
  await page.getByRole('link', { name: 'Library' }).click();
  await expect(page.getByRole('heading', { name: 'Read from your own texts' })).toBeVisible();
}
const choose = (page: Page, files: ReturnType<typeof file>[]) =>
  page.getByLabel('Choose files').setInputFiles(files);
const card = (page: Page, name: string) => page.getByRole('article', { name });

async function expectNothingSerious(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(
    serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`),
  ).toEqual([]);
}

test('texts are added, asked, carried to another machine and removed', async ({
  page,
  browser,
}) => {
  await openLibrary(page);
  await choose(page, small);
  await expect(page.getByRole('heading', { name: 'What was found' })).toBeVisible();
  await expect(page.getByText('3 documents')).toBeVisible();
  await expectNothingSerious(page);
  await page.getByRole('textbox', { name: 'Name' }).fill('Village tales');
  await page.getByRole('button', { name: 'Index and keep' }).click();
  const tales = card(page, 'Village tales');
  await expect(tales).toContainText('3 of 3 documents');
  await page.screenshot({ path: 'test-results/library-light.png', fullPage: true });
  await expectNothingSerious(page);

  await test.step('answers come from it', async () => {
    await tales.getByRole('button', { name: 'Read from this' }).click();
    await page.getByRole('link', { name: 'Ask', exact: true }).first().click();
    await ask(page, 'Who built the lighthouse of Quorn?');
    await answerOf(page, 'Transformer');
    await expect(page.locator('section li.card').first()).toContainText('Tilda Brandvik');
    await expect(page).toHaveURL(/corpus=/);
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  });
  const link = page.url();

  await test.step('the link finds it again after a reload', async () => {
    await page.reload();
    await answerOf(page, 'Transformer');
    await expect(page.locator('section li.card').first()).toContainText('Tilda Brandvik');
  });

  await test.step('a pack file goes to another machine', async () => {
    await page.getByRole('link', { name: 'Library' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card(page, 'Village tales').getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Village tales.pack.tar');
    const other = await (await browser.newContext()).newPage();
    await other.goto(link);
    await other.getByRole('button', { name: /and start$/ }).click();
    await expect(other.getByText('is not on this device')).toBeVisible();
    await other.getByRole('link', { name: 'Library', exact: true }).first().click();
    await other.getByLabel('Import a pack file').setInputFiles(await download.path());
    await card(other, 'Village tales').getByRole('button', { name: 'Read from this' }).click();
    await other.getByRole('link', { name: 'Ask', exact: true }).first().click();
    await ask(other, 'What is the great bell called?');
    await expect(other.locator('section li.card').first()).toContainText('Old Barnaby');
    await other.context().close();
  });

  await test.step('it is renamed and removed', async () => {
    await card(page, 'Village tales').getByRole('button', { name: 'Rename…' }).click();
    await page.getByRole('textbox', { name: 'New name' }).fill('Tales <b>of</b> old');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    const renamed = card(page, 'Tales <b>of</b> old');
    await renamed.getByRole('button', { name: 'Remove…' }).click();
    await renamed.getByRole('button', { name: 'Remove for good' }).click();
    await expect(renamed).toBeHidden();
    await expect(page.getByText('Questions are answered from this')).toBeVisible();
  });
});

test('indexing goes on after a reload where it stopped', async ({ page }) => {
  await openLibrary(page);
  const long = Array.from(
    { length: 1400 },
    (_, at) =>
      `In the year ${at} the town of Brell chose mayor number ${at}, who planted ${at % 97} lime trees along the canal and had the market hall painted in a colour that nobody remembers. The accounts of that year are kept in a chest under the stairs of the town hall, beside the rope that was used to pull the great wheel.`,
  ).join('\n\n');
  await choose(page, [file('chronicle.txt', long)]);
  await page.getByRole('textbox', { name: 'Name' }).fill('Chronicle');
  await page.getByRole('button', { name: 'Index and keep' }).click();
  await expect(page.getByText(/Embedding: (2[6-9]\d|[3-6]\d\d) of/)).toBeVisible({
    timeout: 90_000,
  });
  await expect(page.getByText(/passages\/s, .* left/)).toBeVisible();
  await page.reload();
  await expect(card(page, 'Chronicle')).toContainText(/Not finished: (256|512) of/);
  await card(page, 'Chronicle').getByRole('button', { name: 'Go on indexing' }).click();
  await expect(page.getByText(/Embedding: (2[5-9]\d|[3-7]\d\d) of/)).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(card(page, 'Chronicle')).toContainText('Not finished');
  await card(page, 'Chronicle').getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  await expect(card(page, 'Chronicle')).toBeHidden();
});

test('what cannot be read is named, and nothing of it is kept', async ({ page }) => {
  await openLibrary(page);
  await choose(page, [file('picture.png', 'PNG'), file('numbers.txt', Buffer.from([0, 1, 2, 0]))]);
  await expect(page.getByText('left out')).toBeVisible();
  await page.getByRole('button', { name: 'Index and keep' }).click();
  await expect(page.getByRole('alert')).toContainText('There is no text in these files.');
  await page.getByRole('button', { name: 'Understood' }).click();
  await page.getByRole('button', { name: 'Choose something else' }).click();
  await page.getByLabel('Import a pack file').setInputFiles([file('no.tar', 'no pack at all')]);
  await expect(page.getByRole('alert')).toContainText('A file cannot be read.');
});

test('nothing is cut off on a small phone, in the dark', async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 640 });
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await openLibrary(page);
  await choose(page, small);
  await page.getByText('Own sizes').click();
  await page.screenshot({ path: 'test-results/library-360-new.png', fullPage: true });
  await expectNothingSerious(page);
  await page.getByRole('button', { name: 'Index and keep' }).click();
  await expect(page.getByText('3 of 3 documents')).toBeVisible();
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
  );
  expect(sideways).toBe(false);
  await page.screenshot({ path: 'test-results/library-360.png', fullPage: true });
  expect(await reader(page, 'Transformer').count()).toBe(0);
});
