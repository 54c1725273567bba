import { expect, test, type Page } from '@playwright/test';
import { answerOf, ask, openAsk, reader } from './ask-page';

// The adapter here is software: right, and very slow, so these ask without passages.
/** How the answer's attention is shared out over question, question again, mark and answer. */
async function attentionOf(page: Page): Promise<number[]> {
  await page.getByRole('link', { name: 'Inside', exact: true }).click();
  await page.getByText('The figures as a table').click();
  const cells = page.locator('[data-share]');
  await expect(cells).toHaveCount(4, { timeout: 120_000 });
  const shares = await cells.evaluateAll((all) =>
    all.map((one) => Number(one.getAttribute('data-share'))),
  );
  await page.getByRole('link', { name: 'Ask', exact: true }).click();
  return shares;
}

test.describe('where the GPU is asked for', () => {
  for (const name of ['Mamba', 'Transformer'] as const) {
    test(`the ${name} answers on it as on the CPU`, async ({ page }) => {
      test.setTimeout(300_000);
      await openAsk(page, `?read=${name.toLowerCase()}&k=0&backend=cpu`);
      await ask(page, 'Who painted the Mona Lisa?');
      const onCpu = await answerOf(page, name);
      const attention = name === 'Transformer' ? await attentionOf(page) : [];
      await page.getByText('More', { exact: true }).click();
      await page.getByRole('combobox', { name: 'Run on' }).selectOption('webgpu');
      await expect(reader(page, name)).toContainText('software adapter', { timeout: 180_000 });
      expect(await answerOf(page, name)).toBe(onCpu);
      if (name !== 'Transformer') return;
      for (const [at, share] of (await attentionOf(page)).entries()) {
        expect(share).toBeCloseTo(attention[at] ?? NaN, 4);
      }
    });
  }

  test('a lost device is said, and the CPU takes over when told', async ({ page, browser }) => {
    test.setTimeout(240_000);
    await openAsk(page, '?read=mamba&k=1&backend=webgpu');
    await expect(reader(page, 'Mamba')).toContainText('Ready', { timeout: 120_000 });
    await ask(page, 'Who painted the Mona Lisa?');
    await expect(reader(page, 'Mamba').locator('.answer')).toHaveAttribute('data-stage', 'reading');
    const session = await browser.newBrowserCDPSession();
    await session.send('Browser.crashGpuProcess').catch(() => undefined);
    await expect(reader(page, 'Mamba').getByRole('alert')).toContainText(
      'The graphics processor went away',
      { timeout: 60_000 },
    );
    await reader(page, 'Mamba').getByRole('button', { name: 'Use the CPU' }).click();
    expect(await answerOf(page, 'Mamba')).not.toBe('');
    await expect(reader(page, 'Mamba')).toContainText('CPU: WebAssembly');
  });
});
