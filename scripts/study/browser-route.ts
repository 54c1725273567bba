import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Page } from '@playwright/test';
import { parseStudyRun, type StudyRun } from '../../src/sweep/study-run';
import { appears, openBuiltPage, throwAlert } from '../browser/built-page';
import type { StudyOptions } from './options';

const SAVE_EVERY_MS = 30_000;

/** The study in headless Chromium: the built page, used as a person would use it, with the plan in the link. */
export async function browserRoute(options: StudyOptions): Promise<StudyRun> {
  if (options.corpus !== 'trivia-encyclopaedia' && !options.packFile) {
    throw new Error(
      'The page opens with trivia-encyclopaedia or with a pack file (.tar); other packs need --route node.',
    );
  }
  const search = new URLSearchParams({
    backend: options.backend,
    study: JSON.stringify(options.plan),
  });
  const { page, browser, close } = await openBuiltPage(
    search,
    options.packFile ? 'library' : 'sweep',
  );
  try {
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
    await close();
  }
}

/** Brings a pack file into the Library and reads from it. */
async function readFrom(page: Page, packFile: string): Promise<void> {
  await page.getByLabel('Import a pack file').setInputFiles(packFile);
  await (await appears(page, page.getByRole('button', { name: 'Read from this' }))).click();
  await page.getByRole('link', { name: 'Sweep', exact: true }).click();
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
    if (await alert.first().isVisible()) await throwAlert(page);
  }
}
