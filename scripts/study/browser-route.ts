import { createServer } from 'node:http';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { dirname } from 'node:path';
import { chromium, type Locator, type Page } from '@playwright/test';
import sirv from 'sirv';
import { parseStudyRun, type StudyRun } from '../../src/sweep/study-run';
import { securityHeaders } from '../security-headers.mjs';
import type { StudyOptions } from './options';

const SAVE_EVERY_MS = 30_000;
/** On a machine that is busy with other things everything waits long; what has failed is seen by its alert. */
const PATIENCE_MS = 60 * 60_000;

/** The study in headless Chromium: the built page, used as a person would use it, with the plan in the link. */
export async function browserRoute(options: StudyOptions): Promise<StudyRun> {
  if (!existsSync('dist/index.html')) throw new Error('Nothing is built yet: npm run build first.');
  if (options.corpus !== 'trivia-encyclopaedia' && !options.packFile) {
    throw new Error(
      'The page opens with trivia-encyclopaedia or with a pack file (.tar); other packs need --route node.',
    );
  }
  const files = sirv('dist', {
    setHeaders(response) {
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    },
  });
  const server = createServer((request, response) => files(request, response));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--enable-unsafe-webgpu', '--no-first-run'],
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(PATIENCE_MS);
    const search = new URLSearchParams({
      backend: options.backend,
      study: JSON.stringify(options.plan),
    });
    await page.goto(
      `http://localhost:${port}/?${search}#${options.packFile ? 'library' : 'sweep'}`,
    );
    await (await appears(page, page.getByRole('button', { name: /and start$/ }))).click();
    if (options.packFile) await readFrom(page, options.corpus);
    const start = page.getByRole('button', { name: 'Start the study' });
    await appears(page, start);
    if (options.resume && existsSync(options.work)) {
      await page.getByLabel('Open a study from a file').setInputFiles(options.work);
      await (await appears(page, page.getByRole('button', { name: 'Go on' }))).click();
    } else {
      await start.click();
    }
    return await untilComplete(page, options);
  } catch (cause) {
    if (browser.isConnected()) throw cause;
    throw new Error(
      `The browser ended. What was answered until shortly before is in ${options.work}; the same command with --resume goes on with it.`,
      { cause },
    );
  } finally {
    await browser.close();
    server.close();
  }
}

/** Brings a pack file into the Library and reads from it. */
async function readFrom(page: Page, packFile: string): Promise<void> {
  await page.getByLabel('Import a pack file').setInputFiles(packFile);
  await (await appears(page, page.getByRole('button', { name: 'Read from this' }))).click();
  await page.getByRole('link', { name: 'Sweep', exact: true }).click();
}

/** Waits for something of the page. Throws what the page says where it fails instead. */
async function appears(page: Page, what: Locator): Promise<Locator> {
  const alert = page.getByRole('alert');
  await what.or(alert).first().waitFor();
  if (await what.isVisible()) return what;
  throw new Error(`The page says: ${await alert.first().innerText()}`);
}

async function untilComplete(page: Page, { work }: StudyOptions): Promise<StudyRun> {
  const complete = page.getByRole('heading', { name: /^The study is complete/ });
  const alert = page.getByRole('alert');
  for (;;) {
    await complete
      .or(alert)
      .first()
      .waitFor({ timeout: SAVE_EVERY_MS })
      .catch(() => undefined);
    const saveButton = page.getByRole('button', { name: 'Save as JSON' });
    if (await saveButton.isVisible()) {
      const [download] = await Promise.all([page.waitForEvent('download'), saveButton.click()]);
      const text = readFileSync(await download.path(), 'utf8');
      const run = parseStudyRun(text);
      mkdirSync(dirname(work), { recursive: true });
      writeFileSync(`${work}.new`, text);
      renameSync(`${work}.new`, work);
      if (await complete.isVisible()) return run;
      console.log(`${run.cells.length} answers (${work})`);
    }
    if (await alert.first().isVisible()) {
      throw new Error(`The page says: ${await alert.first().innerText()}`);
    }
  }
}
