import { expect, test } from '@playwright/test';
import { answerOf, ask, openAsk, reader } from './ask-page';

// The service worker would serve the honest kernels from its store.
test.use({ serviceWorkers: 'block' });

test('a GPU whose kernel differs from its reference is named and not used', async ({ page }) => {
  test.setTimeout(240_000);
  let broken = 0;
  // Whichever of the program's files the kernel is in.
  await page.route('**/assets/*.js', async (route) => {
    const response = await route.fetch();
    const code = await response.text();
    const wrong = code.replace('delta_sum += step.x;', 'delta_sum = step.x;');
    if (wrong !== code) broken++;
    await route.fulfill({ response, body: wrong });
  });
  await openAsk(page, '?read=mamba&k=0&backend=webgpu');
  const note = reader(page, 'Mamba').locator('[data-code="adapter-computes-wrongly"]');
  await expect(note).toContainText('selective scan', { timeout: 120_000 });
  await expect(note).toContainText(/swiftshader/i);
  expect(broken).toBe(1);
  await ask(page, 'Who painted the Mona Lisa?');
  await reader(page, 'Mamba').getByRole('button', { name: 'Use the CPU' }).click();
  expect(await answerOf(page, 'Mamba')).not.toBe('');
});
