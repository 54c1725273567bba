import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
/** Its first entry, as text: what the pack file pins. */
const filesOf = (tar: string) => {
  const manifest = execFileSync('tar', ['xOf', tar, 'manifest.json'], { encoding: 'utf8' });
  return (JSON.parse(manifest) as { files: unknown[] }).files;
};
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
}, testInfo) => {
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

  await test.step('by words it finds what stands there', async () => {
    await page.getByText('More', { exact: true }).click();
    await page.getByLabel('Find passages').selectOption('words');
    await answerOf(page, 'Transformer');
    await expect(page).toHaveURL(/search=words/);
    await expect(page.locator('section li.card').first()).toContainText('Tilda Brandvik');
    await page.getByLabel('Find passages').selectOption('meaning');
  });

  await test.step('a pack file goes to another machine', async () => {
    await page.getByRole('link', { name: 'Library' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card(page, 'Village tales').getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Village tales.pack.tar');
    const packed = testInfo.outputPath('page.tar');
    await download.saveAs(packed);
    const other = await (await browser.newContext()).newPage();
    await other.goto(link);
    await other.getByRole('button', { name: /and start$/ }).click();
    await expect(other.getByText('is not on this device')).toBeVisible();
    await other.getByRole('link', { name: 'Library', exact: true }).first().click();
    await other.getByLabel('Import a pack file').setInputFiles(packed);
    await card(other, 'Village tales').getByRole('button', { name: 'Read from this' }).click();
    await other.getByRole('link', { name: 'Ask', exact: true }).first().click();
    await ask(other, 'What is the great bell called?');
    await expect(other.locator('section li.card').first()).toContainText('Old Barnaby');
    await other.context().close();

    // The same files give the same bytes without a browser.
    const folder = testInfo.outputPath('sources');
    mkdirSync(folder);
    for (const { name, buffer } of small) writeFileSync(join(folder, name), buffer);
    const made = testInfo.outputPath('script.tar');
    const sources = small.map(({ name }) => join(folder, name));
    execFileSync('npm', ['run', 'build:pack', '--', '--out', made, ...sources]);
    expect(filesOf(made)).toEqual(filesOf(packed));
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
  // Short passages, so that the test is: 256 of them are a piece.
  const years = Array.from(
    { length: 1500 },
    (_, at) =>
      `In year ${at} the town of Brell chose mayor number ${at}, who planted ${at % 97} limes.`,
  );
  await choose(page, [file('chronicle.txt', years.join('\n\n'))]);
  await page.getByRole('textbox', { name: 'Name' }).fill('Chronicle');
  await page.getByText('Own sizes').click();
  await page.getByRole('spinbutton', { name: 'Characters' }).fill('100');
  await page.getByRole('button', { name: 'Index and keep' }).click();
  await expect(page.getByText(/Embedding: (2[6-9]\d|[3-9]\d\d|1,\d+) of/)).toBeVisible({
    timeout: 90_000,
  });
  await expect(page.getByText(/passages\/s, .* left/)).toBeVisible();
  await page.reload();
  await expect(card(page, 'Chronicle')).toContainText(/Not finished: (256|512|768|1,024|1,280) of/);
  await card(page, 'Chronicle').getByRole('button', { name: 'Go on indexing' }).click();
  await expect(page.getByText(/Embedding: (2[5-9]\d|[3-9]\d\d|1,\d+) of/)).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(card(page, 'Chronicle')).toContainText('Not finished');
  await card(page, 'Chronicle').getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  await expect(card(page, 'Chronicle')).toBeHidden();
});

test('a folder in the form of TriviaQA brings its questions', async ({ page }, testInfo) => {
  const folder = testInfo.outputPath('triviaqa');
  const put = (path: string, content: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const Question = 'Who built the lighthouse of Quorn?';
  const EntityPages = [{ Filename: 'Quorn_lighthouse.txt', Title: 'Quorn lighthouse' }];
  const Answer = { Value: 'Tilda Brandvik', Aliases: ['Brandvik'] };
  const data = { Data: [{ Question, QuestionId: 'qw_1', Answer, EntityPages }] };
  put('qa/wikipedia-dev.json', JSON.stringify(data));
  put('evidence/wikipedia/Quorn_lighthouse.txt', notes);
  put('evidence/wikipedia/Other.txt', 'A page that no question names.');

  await openLibrary(page);
  await page.getByLabel('Choose a folder').setInputFiles(folder);
  await expect(page.getByText('TriviaQA, 1 questions')).toBeVisible();
  await page.screenshot({ path: 'test-results/library-triviaqa.png', fullPage: true });
  await page.getByRole('button', { name: 'Index and keep' }).click();
  const made = card(page, 'triviaqa');
  await expect(made).toContainText('1 of 1 documents');
  await made.getByRole('button', { name: 'Read from this' }).click();
  await page.getByRole('link', { name: 'Ask', exact: true }).first().click();
  await ask(page, Question);
  await answerOf(page, 'Transformer');
  await expect(page.locator('section li.card').first()).toContainText('holds the answer');
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
  await page.getByRole('combobox', { name: 'Cut' }).selectOption('paragraphs');
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
