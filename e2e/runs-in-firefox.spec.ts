import { expect, test } from '@playwright/test';
import { existsSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { KNOWN } from './ask-page';

const firefox = process.env.FIREFOX_PATH ?? '/usr/bin/firefox-esr';

// Firefox stopped all waits of its process now and then, for reasons that were not found: docs/decisions/threads-in-firefox.md.
test.describe.configure({ retries: 2 });

// Playwright drives a Firefox of its own making only; puppeteer drives the one that people have.
test('the CPU path answers in Firefox, and again without a network', async ({ baseURL }) => {
  expect(existsSync(firefox), `no Firefox at ${firefox}`).toBe(true);
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: firefox,
    headless: true,
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    const complaints: string[] = [];
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(String(baseURL));
    await page.locator('::-p-text(and start)').click();
    for (let visit = 1; visit <= 2; visit++) {
      await page.locator('#question').fill(KNOWN.question);
      await page.locator('::-p-aria(Ask[role="button"])').click();
      for (const name of ['Mamba', 'Transformer']) {
        const done = `article[aria-label="${name} reader"] .answer[data-stage="done"]`;
        const answer = await page
          .locator(done)
          .waitHandle()
          .catch(async (error: unknown) => {
            // What the readers show instead says more than that time ran out.
            const shown = await page.$$eval('article', (all) => all.map((one) => one.textContent));
            throw new Error(`Visit ${visit}, ${name}: ${shown.join(' ‖ ')}`, { cause: error });
          });
        expect(await answer.evaluate((element) => element.textContent)).toContain(KNOWN.answer);
      }
      if (visit === 2) break;
      await page.locator('::-p-text(● Ready offline)').wait();
      await page.setOfflineMode(true);
      await page.reload();
    }
    expect(complaints).toEqual([]);
  } finally {
    await browser.close();
  }
});
