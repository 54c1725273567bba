import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { answersOf, type ExportedStudy } from './sweep-page';

test.describe.configure({ timeout: 600_000 });

const FOLDER = 'test-results/study';
const PLAN = ['--questions', '2', '--k', '0,1', '--seed', '5'];

async function study(file: string, ...options: string[]): Promise<ExportedStudy> {
  const args = ['scripts/vite-run.mjs', 'scripts/study.ts', ...PLAN, '--out', file, ...options];
  await promisify(execFile)(process.execPath, args);
  return JSON.parse(readFileSync(file, 'utf8')) as ExportedStudy;
}

test('Chromium and two processes of Node give the same answers, and a stopped study goes on', async () => {
  mkdirSync(FOLDER, { recursive: true });
  const nodes = await study(
    `${FOLDER}/node.json`,
    ...['--route', 'node', '--processes', '2', '--threads', '1'],
  );
  expect(nodes.cells).toHaveLength(2 * 2 * 2);
  const browser = await study(`${FOLDER}/browser.json`, '--route', 'browser');
  expect(answersOf(browser)).toEqual(answersOf(nodes));
  expect(browser.questions).toEqual(nodes.questions);

  // A shard as if it had been stopped behind its second answer; then both are joined by hand.
  const [first = '', second = ''] = [1, 2].map((at) => `${FOLDER}/node.json.shard${at}`);
  const shard = JSON.parse(readFileSync(second, 'utf8')) as ExportedStudy;
  writeFileSync(second, JSON.stringify({ ...shard, cells: shard.cells.slice(0, 2) }));
  const resumed = await study(second, '--route', 'node', '--shard', '2/2', '--resume');
  expect(resumed.id).toBe(shard.id);
  const merged = await study(`${FOLDER}/merged.json`, '--merge', `${first},${second}`);
  expect(answersOf(merged)).toEqual(answersOf(browser));
});
