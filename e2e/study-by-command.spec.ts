import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { answersOf, type ExportedStudy } from './sweep-page';

test.describe.configure({ timeout: 600_000 });

const FOLDER = 'test-results/study';
const PLAN = ['--questions', '1', '--k', '0,1', '--seed', '5'];

async function study(file: string, ...options: string[]): Promise<ExportedStudy> {
  const args = ['scripts/vite-run.mjs', 'scripts/study.ts', ...PLAN, '--out', file, ...options];
  await promisify(execFile)(process.execPath, args);
  return JSON.parse(readFileSync(file, 'utf8')) as ExportedStudy;
}

test('Chromium and Node give the same answers, and a stopped study goes on', async () => {
  mkdirSync(FOLDER, { recursive: true });
  const node = await study(`${FOLDER}/node.json`, '--route', 'node');
  expect(node.cells).toHaveLength(2 * 2);
  const browser = await study(`${FOLDER}/browser.json`, '--route', 'browser');
  expect(answersOf(browser)).toEqual(answersOf(node));
  expect(browser.questions).toEqual(node.questions);

  // As if it had been stopped behind the second answer.
  writeFileSync(`${FOLDER}/cut.json`, JSON.stringify({ ...node, cells: node.cells.slice(0, 2) }));
  const resumed = await study(`${FOLDER}/cut.json`, '--route', 'node', '--resume');
  expect(answersOf(resumed)).toEqual(answersOf(node));
  expect(resumed.id).toBe(node.id);
});
