import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { answerOf, ask, reader } from './ask-page';
import {
  card,
  drop,
  expectNothingSerious,
  goTo,
  nearest,
  notes,
  openLibrary,
} from './library-page';

const page2 = `<html><head><title>The bells of Ostrava Minor</title><script>window.ran = true</script></head>
<body onload="window.ran = true"><p>The great bell of Ostrava Minor weighs nine tonnes and is called Old Barnaby.</p><img src=x onerror="window.ran = true"></body></html>`;
const markdown = `# Rules of thornball\n\nA match of **thornball** lasts *four* hours. The ball is made of willow.`;
const small = { 'lighthouse.txt': notes, 'bells.html': page2, 'thornball.md': markdown };

const file = (name: string, content: string | Buffer) => ({
  name,
  mimeType: 'application/octet-stream',
  buffer: Buffer.from(content),
});
const choose = (page: Page, files: ReturnType<typeof file>[]) =>
  page.getByLabel('Choose files').setInputFiles(files);
/** Its first entry, as text: what the pack file pins. */
const filesOf = (tar: string) => {
  const manifest = execFileSync('tar', ['xOf', tar, 'manifest.json'], { encoding: 'utf8' });
  return (JSON.parse(manifest) as { files: unknown[] }).files;
};

test('texts are dropped, asked, carried to another machine and removed', async ({
  page,
}, testInfo) => {
  const sources = Object.entries(small).map(([name, content]) => {
    const path = testInfo.outputPath(name);
    writeFileSync(path, content);
    return path;
  });
  await openLibrary(page);

  await test.step('what cannot be read is named, and nothing of it is kept', async () => {
    const numbers = Buffer.from([0, 1, 2, 0]);
    await choose(page, [file('picture.png', 'PNG'), file('numbers.txt', numbers)]);
    await expect(page.getByText('left out')).toBeVisible();
    await page.getByRole('button', { name: 'Index and keep' }).click();
    await expect(page.getByRole('alert')).toContainText('There is no text in these files.');
    await page.getByRole('button', { name: 'Understood' }).click();
    await page.getByRole('button', { name: 'Choose something else' }).click();
    await page.getByLabel('Import a pack file').setInputFiles([file('no.tar', 'no pack at all')]);
    await expect(page.getByRole('alert')).toContainText('A file cannot be read.');
    await page.getByRole('button', { name: 'Understood' }).click();
  });

  await drop(page, sources);
  await expect(page.getByRole('heading', { name: 'What was found' })).toBeVisible();
  await expect(page.getByText('3 documents')).toBeVisible();
  await page.getByRole('textbox', { name: 'Name' }).fill('Village tales');

  await test.step('nothing is cut off on a small phone, in the dark', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await page.getByText('Own sizes').click();
    await page.getByRole('combobox', { name: 'Cut' }).selectOption('paragraphs');
    await page.screenshot({ path: 'test-results/library-360-new.png', fullPage: true });
    await expectNothingSerious(page);
    await page.getByRole('radio', { name: /Demo/ }).check();
    await page.getByRole('button', { name: 'Index and keep' }).click();
    await expect(card(page, 'Village tales')).toContainText('3 of 3 documents');
    const sideways = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(sideways).toBe(false);
    await page.screenshot({ path: 'test-results/library-360.png', fullPage: true });
    expect(await reader(page, 'Transformer').count()).toBe(0);
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
  });
  await page.screenshot({ path: 'test-results/library-light.png', fullPage: true });
  await expectNothingSerious(page);

  await test.step('answers come from it', async () => {
    await card(page, 'Village tales').getByRole('button', { name: 'Read from this' }).click();
    await goTo(page, 'Ask');
    await ask(page, 'Who built the lighthouse of Quorn?');
    await answerOf(page, 'Transformer');
    await expect(nearest(page)).toContainText('Tilda Brandvik');
    await expect(page).toHaveURL(/corpus=/);
    expect(await page.evaluate(() => 'ran' in window)).toBe(false);
  });

  await test.step('the link finds it again after a reload', async () => {
    await page.reload();
    await answerOf(page, 'Transformer');
    await expect(nearest(page)).toContainText('Tilda Brandvik');
  });

  await test.step('by words it finds what shares a word, and nothing else', async () => {
    await page.getByText('More', { exact: true }).click();
    await page.getByLabel('Find passages').selectOption('words');
    await expect(page).toHaveURL(/search=words/);
    await ask(page, 'Barnaby?');
    await expect(page.locator('section li.card')).toHaveCount(1);
    await expect(nearest(page)).toContainText('Old Barnaby');
    await page.getByLabel('Find passages').selectOption('both');
    await expect(page.locator('section li.card')).toHaveCount(2);
  });
  const link = page.url();
  const packed = testInfo.outputPath('page.tar');

  await test.step('its pack file has the bytes that the script makes', async () => {
    await goTo(page, 'Library');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      card(page, 'Village tales').getByRole('button', { name: 'Export' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('Village tales.pack.tar');
    await download.saveAs(packed);
    const made = testInfo.outputPath('script.tar');
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

  await test.step('where it is missing the link says so, and its pack file brings it', async () => {
    await page.goto(link);
    await expect(page.getByText('is not on this device')).toBeVisible();
    await goTo(page, 'Library');
    await page.getByLabel('Import a pack file').setInputFiles(packed);
    await card(page, 'Village tales').getByRole('button', { name: 'Read from this' }).click();
    await goTo(page, 'Ask');
    await ask(page, 'What is the great bell called?');
    await expect(nearest(page)).toContainText('Old Barnaby');
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
  await expect(card(page, 'Chronicle')).toContainText(/Not finished: (256|512|768|1024|1280) of/);
  await card(page, 'Chronicle').getByRole('button', { name: 'Go on indexing' }).click();
  await expect(page.getByText(/Embedding: (2[5-9]\d|[3-9]\d\d|1,\d+) of/)).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(card(page, 'Chronicle')).toContainText('Not finished');
  await card(page, 'Chronicle').getByRole('button', { name: 'Remove…' }).click();
  await page.getByRole('button', { name: 'Remove for good' }).click();
  await expect(card(page, 'Chronicle')).toBeHidden();
});
