import type { Page } from '@playwright/test';
import type { MeasuredRun } from '../../src/measure/measured-run';
import { appears, openBuiltPage, throwAlert } from '../browser/built-page';
import { newSamples } from './new-samples';
import type { MeasureCommand } from './options';

/** Often enough to be told what goes on, too seldom to be measured. */
const LOOK_EVERY_MS = 5_000;

/** The page's Measure, used as a person would use it; `say` gets a line for each time that was taken. */
export async function measureInBrowser(
  { backend, longest, repetitions }: MeasureCommand,
  say: (line: string) => void,
): Promise<{ run: MeasuredRun; browserVersion: string }> {
  const { page, browser, close } = await openBuiltPage(new URLSearchParams({ backend }), 'measure');
  try {
    const length = page.getByLabel('Longest prompt');
    await (await appears(page, length)).selectOption(String(longest));
    await page.getByLabel('Repetitions').selectOption(String(repetitions));
    await page.getByRole('button', { name: 'Measure', exact: true }).click();
    const run = await untilMeasured(page, say);
    return { run, browserVersion: `Chromium ${browser.version()}` };
  } finally {
    await close();
  }
}

async function untilMeasured(page: Page, say: (line: string) => void): Promise<MeasuredRun> {
  const done = page.getByText('Measured.', { exact: true });
  const alert = page.getByRole('alert');
  const json = page.getByLabel('JSON', { exact: true });
  const left = page.getByText(/^about .* left$/);
  let before: MeasuredRun | undefined;
  for (;;) {
    await done
      .or(alert)
      .first()
      .waitFor({ timeout: LOOK_EVERY_MS })
      .catch((error: unknown) => {
        if (page.isClosed()) throw error; // else it is only time to look
      });
    if (await alert.first().isVisible()) await throwAlert(page);
    const isDone = await done.isVisible();
    if ((await json.count()) > 0) {
      const run = JSON.parse((await json.textContent()) ?? '') as MeasuredRun;
      const lines = newSamples(before, run);
      const time = !isDone && (await left.isVisible()) ? ` · ${await left.innerText()}` : '';
      for (const [at, line] of lines.entries()) say(line + (at + 1 < lines.length ? '' : time));
      before = run;
      if (isDone) return run;
    }
  }
}
