import { createServer } from 'node:http';
import { existsSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { chromium, type Browser, type Locator, type Page } from '@playwright/test';
import sirv from 'sirv';
import { securityHeaders } from '../security-headers.mjs';

/** On a machine that is busy with other things everything waits long; what has failed is seen by its alert. */
const PATIENCE_MS = 60 * 60_000;

export interface BuiltPage {
  page: Page;
  browser: Browser;
  /** Of the browser and the server; Ctrl-C does it too. */
  close(): Promise<void>;
}

/** Serves dist/ and opens it in headless Chromium, as a person would who has never been there: `/?search#view`. */
export async function openBuiltPage(
  search: URLSearchParams,
  view: string,
  flags: readonly string[] = [],
): Promise<BuiltPage> {
  if (!existsSync('dist/index.html')) throw new Error('Nothing is built yet: npm run build first.');
  const files = sirv('dist', {
    setHeaders(response) {
      for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    },
  });
  const server = createServer((request, response) => files(request, response));
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  let browser: Browser | undefined;
  try {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--enable-unsafe-webgpu', '--no-first-run', ...flags],
    });
    const opened = browser;
    const page = await opened.newPage({ locale: 'en' }); // what is looked for there are English words
    page.setDefaultTimeout(PATIENCE_MS);
    await page.goto(`http://localhost:${port}/?${search}#${view}`);
    await (await appears(page, page.getByRole('button', { name: /and start$/ }))).click();
    return {
      page,
      browser: opened,
      async close() {
        await opened.close();
        server.close();
      },
    };
  } catch (error) {
    await browser?.close();
    server.close();
    throw error;
  }
}

/** Waits for something of the page. Throws what the page says where it fails instead. */
export async function appears(page: Page, what: Locator): Promise<Locator> {
  await what.or(page.getByRole('alert')).first().waitFor();
  if (await what.isVisible()) return what;
  return throwAlert(page);
}

export async function throwAlert(page: Page): Promise<never> {
  throw new Error(`The page says: ${await page.getByRole('alert').first().innerText()}`);
}
