import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator } from '@playwright/test';
import { answerOf, ask, KNOWN, openAsk, reader } from './ask-page';

const numbers = (cells: Locator, attribute: string): Promise<number[]> =>
  cells.evaluateAll((all, name) => all.map((one) => Number(one.getAttribute(name))), attribute);

const BYTES_A_TOKEN = 28_672;

test('shows where an answer looks, what it rests on and what the readers carry', async ({
  page,
}) => {
  await openAsk(page, '?k=2');
  await ask(page, KNOWN.question);
  // Small readers may fall for the wrong passage: the one whose words they say is the one that decided.
  const places: Record<string, number> = {};
  for (const name of ['Mamba', 'Transformer'] as const) {
    await answerOf(page, name);
    const source = await reader(page, name).locator('.source').innerText();
    places[name.toLowerCase()] = Number(/^These words stand in passage (\d)\.$/.exec(source)?.[1]);
  }
  expect(Object.values(places).some((place) => place > 0)).toBe(true);
  await page.getByRole('link', { name: 'Inside', exact: true }).click();

  const transformer = page.getByRole('article', { name: 'Inside the Transformer' });
  await transformer.getByText('The figures as a table').click();
  const shares = transformer.locator('[data-share]');
  await expect(shares).toHaveCount(6); // question, two passages, question, mark, answer
  const whole = await numbers(shares, 'data-share');
  expect(whole.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
  await transformer.getByLabel('Layer').selectOption('4');
  await transformer.getByLabel('Head').selectOption('2');
  const one = await numbers(shares, 'data-share');
  expect(one).not.toEqual(whole);
  expect(one.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);

  const carried = await page.locator('[data-memory=transformer]').getAttribute('data-bytes');
  expect(Number(carried) % BYTES_A_TOKEN).toBe(0);
  expect(Number(carried) / BYTES_A_TOKEN).toBeGreaterThan(100);

  await page.getByRole('button', { name: 'Leave each passage out once' }).click();
  await expect(page.getByText('The influence of every passage is measured.')).toBeAttached();
  for (const [name, place] of Object.entries(places)) {
    const gains = await numbers(page.locator(`td.${name}[data-gain]`), 'data-gain');
    expect(gains).toHaveLength(2);
    if (Number.isNaN(place)) continue; // its words stand in no passage, or in both
    const decided = gains[place - 1] ?? NaN;
    expect(decided, name).toBeGreaterThan(1);
    expect(decided, name).toBe(Math.max(...gains));
  }

  await page.screenshot({ path: 'test-results/inside-light.png', fullPage: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).include('main').analyze();
    const serious = violations.filter(({ impact }) => /serious|critical/.test(impact ?? ''));
    expect.soft(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  }
  await page.screenshot({ path: 'test-results/inside-dark.png', fullPage: true });
  await page.setViewportSize({ width: 360, height: 640 });
  const { scrollWidth, clientWidth } = await page.evaluate(() => ({
    scrollWidth: document.documentElement.scrollWidth,
    clientWidth: document.documentElement.clientWidth,
  }));
  expect.soft(scrollWidth).toBeLessThanOrEqual(clientWidth);
  await page.screenshot({ path: 'test-results/inside-360.png', fullPage: true });
});
