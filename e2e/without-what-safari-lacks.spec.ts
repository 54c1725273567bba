import { expect, test } from '@playwright/test';
import { answerOf, ask, KNOWN, readyOffline } from './ask-page';
import { goTo, keepNotes } from './library-page';

/**
 * Safari cannot be had here. This takes from Chromium, in the page and in every worker, what some Safari since 17.5 does not have
 * (MDN's tables of browser compatibility). It shows that nothing is called that is not there, not that WebKit works.
 */
const takeAway = `{
  const lacking = [
    [self.Navigator, 'gpu deviceMemory userAgentData connection'],
    [self.WorkerNavigator, 'gpu deviceMemory userAgentData connection'],
    [self.DataTransferItem, 'getAsFileSystemHandle'],
    [FileSystemFileHandle, 'createWritable'],
    [ReadableStream, 'values'],
    [Performance, 'measureUserAgentSpecificMemory memory'],
    [Iterator, 'map filter take drop flatMap reduce toArray forEach some every find'],
    [Uint8Array, 'toBase64 toHex setFromBase64 setFromHex'],
  ];
  for (const [kind, names] of lacking) for (const name of names.split(' ')) delete kind?.prototype[name];
  delete ReadableStream.prototype[Symbol.asyncIterator];
  const globals = 'requestIdleCallback scheduler showOpenFilePicker showDirectoryPicker showSaveFilePicker Float16Array';
  for (const name of globals.split(' ')) delete self[name];
  for (const name of ['fromBase64', 'fromHex']) delete Uint8Array[name];
  for (const name of ['Suspending', 'promising']) delete WebAssembly[name];
  delete Promise.try;
  delete RegExp.escape;
  delete Math.f16round;
}`;

test('answers, and keeps a text, with nothing that Safari lacks', async ({
  page,
  context,
}, testInfo) => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await context.addInitScript(takeAway);
  await context.route('**/lacking.js', (route) =>
    route.fulfill({
      contentType: 'text/javascript',
      body: takeAway,
    }),
  );
  // A first import comes before all others.
  await context.route(/\.worker-[^/]*\.js$/, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `import './lacking.js';${await response.text()}` });
  });
  await page.goto('./?k=3');
  await page.getByRole('button', { name: /and start$/ }).click();
  await ask(page, KNOWN.question);
  for (const name of ['Mamba', 'Transformer'] as const) {
    expect(await answerOf(page, name)).toContain(KNOWN.answer);
  }
  const retrieval = page.workers().find((one) => one.url().includes('retrieval.worker'));
  expect(await retrieval?.evaluate('typeof Promise.try + typeof navigator.gpu')).toBe(
    'undefinedundefined',
  );
  await expect(readyOffline(page)).toBeVisible();
  await keepNotes(page, testInfo);
  for (const view of ['Models', 'Measure', 'Inside', 'Sweep'] as const) {
    await goTo(page, view);
    await expect(page.getByRole('heading', { level: 2 }).first()).toBeVisible();
  }
  expect(complaints).toEqual([]);
});
