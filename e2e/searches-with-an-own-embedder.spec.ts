import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from '@playwright/test';
import { embedderFolder } from '../tests/tiny-embedder';
import { answerOf, ask } from './ask-page';
import { card, drop, goTo, nearest, notes, openLibrary } from './library-page';

const Question = 'Who built the lighthouse of Quorn?';
const triviaQa = {
  Data: [
    {
      Question,
      QuestionId: 'qw_1',
      Answer: { Value: 'Tilda Brandvik', Aliases: ['Brandvik'] },
      EntityPages: [{ Filename: 'Quorn_lighthouse.txt', Title: 'Quorn lighthouse' }],
    },
  ],
};

test('a dropped folder in the form of TriviaQA brings its questions; an own embedder makes its vectors', async ({
  page,
}, testInfo) => {
  const put = (path: string, content: string | Uint8Array) => {
    mkdirSync(dirname(testInfo.outputPath(path)), { recursive: true });
    writeFileSync(testInfo.outputPath(path), content);
  };
  put('triviaqa/qa/wikipedia-dev.json', JSON.stringify(triviaQa));
  put('triviaqa/evidence/wikipedia/Quorn_lighthouse.txt', notes);
  put('triviaqa/evidence/wikipedia/Other.txt', 'A page that no question names.');
  for (const { path, file } of embedderFolder('bge-small-en-v1.5')) {
    put(path, new Uint8Array(await file.arrayBuffer()));
  }
  const found = page.getByText('TriviaQA, 1 question');
  const embedder = page.getByRole('combobox', { name: 'Embedder' });
  const keepEmbedder = async () => {
    await goTo(page, 'Models');
    const folder = testInfo.outputPath('bge-small-en-v1.5');
    await page.getByLabel('Choose a folder…').setInputFiles(folder);
    await page.getByRole('button', { name: 'Keep it in this browser' }).click();
    await expect(page.getByText('“bge-small-en-v1.5” is kept.')).toBeVisible();
  };

  await openLibrary(page);
  await page.getByLabel('Choose a folder').setInputFiles(testInfo.outputPath('triviaqa'));
  await expect(found).toBeVisible();
  await expect(embedder).toBeHidden(); // there is but one
  await page.getByRole('button', { name: 'Choose something else' }).click();
  await keepEmbedder();
  await goTo(page, 'Library');
  await drop(page, [testInfo.outputPath('triviaqa')]);
  await expect(found).toBeVisible();
  await embedder.selectOption('bge-small-en-v1.5');
  await page.screenshot({ path: 'test-results/library-triviaqa.png', fullPage: true });
  await page.getByRole('button', { name: 'Index and keep' }).click();
  const made = page.getByRole('article', { name: 'triviaqa', exact: true });
  await expect(made).toContainText('1 of 1 document');
  await expect(made).toContainText('bge-small-en-v1.5');
  await made.getByRole('button', { name: 'Read from this' }).click();
  // Ask opens with the corpus in hand, one question and all.
  await expect(made).toContainText('Questions are answered from this');
  await goTo(page, 'Ask');
  await expect(page.getByRole('button', { name: Question })).toHaveCount(1);
  await ask(page, Question);
  await answerOf(page, 'Transformer');
  await expect(nearest(page)).toContainText('holds the answer');

  await test.step('without its embedder it is not searched, and nothing is lost', async () => {
    await goTo(page, 'Models');
    await page.getByRole('button', { name: 'Remove bge-small-en-v1.5' }).click();
    await page.getByRole('button', { name: 'Yes, remove it' }).click();
    await expect(page.getByRole('heading', { name: 'Embedders' })).toBeHidden();
    await page.reload();
    await goTo(page, 'Library');
    const missing = page.locator('[data-code="embedder-missing"]');
    await expect(missing).toContainText('"bge-small-en-v1.5"');
    await page.screenshot({ path: 'test-results/library-embedder-missing.png', fullPage: true });
    await missing.getByRole('button', { name: 'Make its vectors anew' }).click();
    const anew = card(page, 'triviaqa, new vectors');
    await expect(anew).toContainText('Questions are answered from this');
    await expect(anew).toContainText('embed-trivia-17m');
    await expect(missing).toBeHidden();
    await goTo(page, 'Ask');
    await ask(page, Question);
    await answerOf(page, 'Transformer');
    await expect(nearest(page)).toContainText('holds the answer');
    await goTo(page, 'Library');
    await made.getByRole('button', { name: 'Read from this' }).click();
    await expect(missing).toBeVisible();
    await keepEmbedder();
    await goTo(page, 'Library');
    await missing.getByRole('button', { name: 'Try again' }).click();
    await expect(missing).toBeHidden();
    await expect(made).toContainText('Questions are answered from this');
    await goTo(page, 'Ask');
    await ask(page, Question);
    await answerOf(page, 'Transformer');
    await expect(nearest(page)).toContainText('holds the answer');
  });
});
