import { expect, test } from '@playwright/test';
import { answerOf, ask, openAsk, reader } from './ask-page';

test.use({
  launchOptions: {
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-features=WebGPU,WebGPUService'],
  },
});

test('the CPU is used and named; a forced GPU says what is missing', async ({ page }) => {
  await page.goto('./?read=transformer&k=1');
  await expect(page.getByText(/the CPU: the browser/)).toBeVisible();
  await openAsk(page, '?read=transformer&k=1&backend=webgpu');
  await ask(page, 'Who painted the Mona Lisa?');
  await expect(reader(page, 'Transformer').locator('[data-code="no-webgpu"]')).toBeVisible();
  await reader(page, 'Transformer').getByRole('button', { name: 'Use the CPU' }).click();
  expect(await answerOf(page, 'Transformer')).not.toBe('');
});
