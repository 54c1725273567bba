import { expect, test } from '@playwright/test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { KNOWN } from './ask-page';
import { smallPlan } from './sweep-page';

/** With these puppeteer keeps hidden tabs as quick as others. */
const NOT_AS_PEOPLE_HAVE_IT = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
];

let browser: Browser;
// Playwright tells every page that it is seen, whatever stands in front of it; puppeteer does not.
test.beforeEach(async ({ launchOptions: { executablePath = '', args = [] } }) => {
  browser = await puppeteer.launch({
    executablePath,
    args,
    ignoreDefaultArgs: NOT_AS_PEOPLE_HAVE_IT,
  });
});
test.afterEach(() => browser.close());

async function open(url: string): Promise<Page> {
  const page = await browser.newPage();
  page.setDefaultTimeout(120_000);
  await page.goto(url);
  await page.locator('::-p-text(and start)').click();
  return page;
}

async function hide(page: Page): Promise<void> {
  const other = await browser.newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.visibilityState)).toBe('hidden');
}

const answer = (page: Page, reader: string) =>
  page.$eval(`article[aria-label="${reader} reader"] .answer`, (element) => [
    (element as HTMLElement).dataset.stage,
    element.textContent,
  ]);

/** A page whose readers are at work while another tab stands in front of it. */
async function askAndHide(baseURL: string | undefined): Promise<Page> {
  const page = await open(`${baseURL}/?k=5&backend=cpu`);
  await page.locator('#question').fill(KNOWN.question);
  await page.locator('::-p-aria(Ask[role="button"])').click();
  await expect
    .poll(async () => (await answer(page, 'Mamba'))[0], { intervals: [20] })
    .toBe('reading');
  await hide(page);
  return page;
}

async function bothAnswer(page: Page): Promise<void> {
  for (const reader of ['Mamba', 'Transformer']) {
    await expect
      .poll(() => answer(page, reader))
      .toEqual(['done', expect.stringContaining(KNOWN.answer)]);
  }
}

test('a question asked before another tab comes to the front is answered behind it', async ({
  baseURL,
}) => {
  const page = await askAndHide(baseURL);
  await bothAnswer(page);
  expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
});

test('a tab that the browser froze while reading goes on when it is seen again', async ({
  baseURL,
}) => {
  const page = await askAndHide(baseURL);
  const session = await page.createCDPSession();
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  const ran = page.evaluate(() => new Promise((resolve) => setTimeout(() => resolve('ran'), 100)));
  const waited = new Promise((resolve) => setTimeout(() => resolve('frozen'), 3000));
  expect(await Promise.race([ran, waited])).toBe('frozen');
  await session.send('Page.setWebLifecycleState', { state: 'active' });
  await page.bringToFront();
  await bothAnswer(page);
  expect(await page.$$('[role="alert"]')).toEqual([]);
});

test('a study goes on behind another tab', async ({ baseURL }) => {
  const plan = encodeURIComponent(JSON.stringify(smallPlan()));
  const page = await open(`${baseURL}/?backend=cpu&study=${plan}#sweep`);
  await page.locator('::-p-aria(Start the study[role="button"])').click();
  await page.locator('::-p-text(of 18)').wait();
  await hide(page);
  await expect
    .poll(() => page.$$eval('h2, h3', (all) => all.map((one) => one.textContent)), {
      timeout: 200_000,
    })
    .toContainEqual(expect.stringContaining('The study is complete'));
  expect(await page.evaluate(() => document.visibilityState)).toBe('hidden');
});
