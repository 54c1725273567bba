import { cpSync, mkdirSync } from 'node:fs';
import { expect, test, type Page, type TestInfo } from '@playwright/test';
import { answerOf, ask, openAsk, reader } from './ask-page';

const RECORDED = 'tests/recorded/checkpoints';

/** A recorded checkpoint laid out as a person would have it on disk. */
function folderOf(name: string, info: TestInfo): string {
  const folder = info.outputPath(name);
  mkdirSync(folder, { recursive: true });
  cpSync(`${RECORDED}/${name}`, folder, { recursive: true });
  cpSync(`${RECORDED}/tokenizer.json`, `${folder}/tokenizer.json`);
  return folder;
}

async function pick(page: Page, folder: string): Promise<void> {
  await page.getByLabel('Choose a folder…').setInputFiles(folder);
}

async function openModels(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Models', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Which models read' })).toBeVisible();
}

test('a Mamba folder is picked, kept, chosen, asked, and still there after a reload', async ({
  page,
}, info) => {
  await openAsk(page, '?k=1&read=mamba');
  await openModels(page);
  await pick(page, folderOf('hf-f16-sharded', info));
  await expect(page.getByText(/Mamba, 3 layers of width 32/)).toBeVisible();
  const adding = page.getByRole('region', { name: 'Add a model from this device' });
  await expect(adding.getByText(/Fits on the CPU/)).toBeVisible();
  await page.getByLabel('Name', { exact: true }).fill('Tiny Mamba');
  await page.getByRole('button', { name: 'Keep it in this browser' }).click();
  await expect(page.getByText('“Tiny Mamba” is kept.')).toBeVisible();
  await page.getByRole('radio', { name: 'Tiny Mamba' }).check();
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'Which city?');
  await expect(reader(page, 'Mamba').getByRole('link', { name: 'Tiny Mamba' })).toBeVisible();
  await answerOf(page, 'Mamba');
  await page.getByText('The whole prompt').click();
  await expect(page.getByLabel('Prompt')).toContainText('Question: Which city?\nAnswer:');

  await page.reload();
  await expect(reader(page, 'Mamba').getByRole('link', { name: 'Tiny Mamba' })).toBeVisible();
  await answerOf(page, 'Mamba');
});

test('a folder without a model is named; a model is renamed, asked otherwise, removed', async ({
  page,
}, info) => {
  await openAsk(page, '?k=0&read=transformer');
  await openModels(page);
  const folder = info.outputPath('nothing');
  mkdirSync(folder, { recursive: true });
  cpSync(`${RECORDED}/tokenizer.json`, `${folder}/tokenizer.json`);
  await pick(page, folder);
  await expect(page.locator('[data-code="unusable-file"]')).toContainText('no config.json');

  await pick(page, folderOf('qwen-half-cache-onnx', info));
  await page.getByRole('button', { name: 'Keep it in this browser' }).click();
  await page.getByRole('radio', { name: 'qwen-half-cache-onnx' }).check();
  await page.getByRole('button', { name: 'Rename qwen-half-cache-onnx' }).click();
  await page.getByLabel('New name').fill('Another');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Prompt of Another' }).click();
  await page.getByLabel('After the passages').fill('Quick: {question} =');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('After the passages')).toHaveCount(0);
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  await ask(page, 'Which city?');
  await answerOf(page, 'Transformer');
  await page.getByText('The whole prompt').click();
  await expect(page.getByLabel('Prompt')).toContainText('Quick: Which city? =');

  await openModels(page);
  await page.getByRole('button', { name: 'Remove Another' }).click();
  await page.getByRole('button', { name: 'Yes, remove it' }).click();
  await expect(page.getByRole('radio', { name: 'Another' })).toHaveCount(0);
  await expect(page.getByRole('radio', { name: 'Transformer reader, 30 M' })).toBeChecked();
  const left = await page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const own = await root.getDirectoryHandle('own-models');
    const names: string[] = [];
    for await (const name of own.keys()) names.push(name);
    return names;
  });
  expect(left).toEqual([]);
});
