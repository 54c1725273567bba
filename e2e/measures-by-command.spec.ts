import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import type { MeasuredRun } from '../src/measure/measured-run';

const FOLDER = 'test-results/measure';

test('a command measures with the page and writes the file that results and page read', async () => {
  const words = ['--longest', '128', '--repetitions', '1', '--as-built'];
  const out = `${FOLDER}/measure-cpu-chromium.json`;
  const script = ['scripts/vite-run.mjs', 'scripts/measure.ts', ...words, '--out', out];
  await promisify(execFile)(process.execPath, script);
  const run = JSON.parse(readFileSync(out, 'utf8')) as MeasuredRun;
  expect(run.rows.map(({ architecture }) => architecture)).toEqual(['mamba', 'transformer']);
  for (const { promptTokens, prefillMs, msPerToken } of run.rows) {
    expect(promptTokens).toBe(128);
    expect(prefillMs[0]).toBeGreaterThan(0);
    expect(msPerToken[0]).toBeGreaterThan(0);
  }
  expect(run.readers.mamba?.backend).toBe('cpu');
  expect(run.recordedBy?.browserVersion).toMatch(/^Chromium \d/);
  expect(readdirSync(FOLDER)).toEqual(['measure-cpu-chromium.json']); // nothing half-written beside it
});
