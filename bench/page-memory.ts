import { readFileSync } from 'node:fs';
import type { CDPSession, Page } from '@playwright/test';

/** What a page holds at one moment, after a garbage collection. */
export interface PageMemory {
  /** Of the page's own thread. */
  heapBytes: number;
  /** Of the page's process: memory that no file backs, so also what JavaScript cannot see. Linux only. */
  residentBytes: number;
  nodes: number;
  listeners: number;
}

/** JavaScript, DOM and WebAssembly of the page and its workers, as the browser itself counts them: it takes up to a minute. */
export const countedBytes = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const measuring = performance as Performance & {
      measureUserAgentSpecificMemory(): Promise<{ bytes: number }>;
    };
    return (await measuring.measureUserAgentSpecificMemory()).bytes;
  });

/** Without it the browser counts when it next collects garbage. The page is cross-origin isolated. */
export const EAGER_MEASURE = '--enable-blink-features=ForceEagerMeasureMemory';

/** Measures one page again and again. */
export async function memoryMeter(page: Page): Promise<() => Promise<PageMemory>> {
  const browser = page.context().browser();
  if (!browser) throw new Error('This page belongs to no browser.');
  const ofBrowser = await browser.newBrowserCDPSession();
  const ofPage = await page.context().newCDPSession(page);
  await ofPage.send('Performance.enable');
  return async () => {
    await ofPage.send('HeapProfiler.collectGarbage');
    const { metrics } = await ofPage.send('Performance.getMetrics');
    const metric = (name: string) => metrics.find((one) => one.name === name)?.value ?? NaN;
    return {
      heapBytes: metric('JSHeapUsedSize'),
      residentBytes: await largestRenderer(ofBrowser),
      nodes: metric('Nodes'),
      listeners: metric('JSEventListeners'),
    };
  };
}

/** The page's process is the largest: the browser keeps an empty one ready. */
async function largestRenderer(session: CDPSession): Promise<number> {
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => heldBy(id));
  return Math.max(...sizes);
}

/** Pages of files come and go as the machine likes; what is left is memory that the process itself asked for. */
function heldBy(process: number): number {
  const status = readFileSync(`/proc/${process}/status`, 'utf8');
  const kilobytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? NaN);
  return 1024 * (kilobytes('RssAnon') + kilobytes('RssShmem') + kilobytes('VmSwap'));
}
