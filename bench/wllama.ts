import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import type { Browser, Page } from '@playwright/test';
import { Wllama } from '@wllama/wllama';
import { recordedAnswers } from '../tests/recorded-prompts';
import { askWorker, openIsolatedPage, withChromium } from './isolated-chromium';
import { memoryMeter } from './page-memory';
import { ENGINES, GGUF_FOLDER, isOwn } from './time-wllama';
import type { Agreement, EngineName, EngineTimes } from './time-wllama';
import type { Outcome, Task } from './wllama.worker';

const RESULT = 'bench/results/wllama.json';
const MODULE = '/bench/wllama.worker.ts';
const THREADS = [1, 2];
/** The longest recorded prompts are asked only of what is to give the same numbers: they take most of the time. */
const SHORT_PROMPT = 300;
const EXACT: readonly EngineName[] = ['simd', 'fused', 'f32'];

export interface WllamaBench {
  command: string;
  date: string;
  machine: string;
  runtime: string;
  wllama: string;
  llamaCpp: string;
  /** `load`: the machine's load average before they were taken, 0 on a quiet one. */
  times: (EngineTimes & { load: number })[];
  /** With one thread: any number gives the same tokens. */
  engines: (Agreement & { fileBytes: number; residentBytes: number })[];
}

/**
 * `npm run bench:wllama`: the bundled Mamba on a CPU, our engine against wllama (llama.cpp), in one headless Chromium: times in turns
 * with one and two threads, whether greedy tokens are PyTorch's, memory. A number of threads or `engines` behind it measures that part
 * anew and keeps the others: two threads say nothing on a machine that is busy.
 */
export async function main(parts: string[]): Promise<void> {
  const missing = ENGINES.map(weightsOf).find((path) => !existsSync(path));
  if (missing) {
    throw new Error(
      `${missing} is missing. Python with numpy and gguf 0.19.0 makes it:\n` +
        `cd training && python3 -m export.export_gguf ../public/models/mamba-trivia-32m ../${GGUF_FOLDER}`,
    );
  }
  const kept = parts.length > 0 && existsSync(RESULT) ? read() : undefined;
  const wanted = (part: string) => parts.length === 0 || parts.includes(part);
  await withChromium(async (browser) => {
    const result: WllamaBench = {
      command: 'npm run bench:wllama',
      date: new Date().toISOString().slice(0, 10),
      machine: `${os.cpus()[0]?.model.trim() ?? '?'}, ${os.cpus().length} cores`,
      runtime: `Chromium ${browser.version()}`,
      wllama: installedVersion(),
      llamaCpp: Wllama.getLibllamaVersion(),
      times: kept?.times.filter(({ threads }) => !wanted(String(threads))) ?? [],
      engines: wanted('engines') ? [] : (kept?.engines ?? []),
    };
    // Written as it goes: what was measured before an end that nobody wished is kept.
    for (const threads of THREADS.filter((one) => wanted(String(one)))) {
      result.times.push(...(await time(browser, threads)));
      result.times.sort((a, b) => a.threads - b.threads);
      write(result);
    }
    for (const engine of wanted('engines') ? ENGINES : []) {
      result.engines.push(await lookAt(browser, engine));
      write(result);
    }
  });
  console.log(RESULT);
}

const read = (): WllamaBench => JSON.parse(readFileSync(RESULT, 'utf8')) as WllamaBench;

function write(result: WllamaBench): void {
  mkdirSync('bench/results', { recursive: true });
  writeFileSync(RESULT, `${JSON.stringify(result, null, 2)}\n`);
}

async function time(browser: Browser, threads: number): Promise<WllamaBench['times']> {
  const load = os.loadavg()[0] ?? NaN;
  const page = await openIsolatedPage(browser);
  const times = await ask<EngineTimes[]>(page, { do: 'time', threads });
  await page.close();
  return times.map((one) => ({ ...one, load }));
}

async function lookAt(
  browser: Browser,
  engine: EngineName,
): Promise<WllamaBench['engines'][number]> {
  const agreement = await compare(browser, engine);
  const residentBytes = await weigh(browser, engine);
  return { ...agreement, fileBytes: statSync(weightsOf(engine)).size, residentBytes };
}

async function compare(browser: Browser, engine: EngineName): Promise<Agreement> {
  const prompts = recordedAnswers('mamba').filter(
    ({ inputIds }) => EXACT.includes(engine) || inputIds.length <= SHORT_PROMPT,
  );
  const page = await openIsolatedPage(browser);
  const agreement = await ask<Agreement>(page, { do: 'compare', engine, threads: 1, prompts });
  await page.close();
  return agreement;
}

/** What the page's process holds with this engine alone, which has read a prompt, beyond what it held before. */
async function weigh(browser: Browser, engine: EngineName): Promise<number> {
  const page = await openIsolatedPage(browser);
  const measure = await memoryMeter(page);
  const before = await measure();
  await ask(page, { do: 'hold', engine, threads: 1 });
  const behind = await measure();
  await page.close();
  return behind.residentBytes - before.residentBytes;
}

/** The worker lives as long as the page. */
async function ask<Answer>(page: Page, task: Task): Promise<Answer> {
  const outcome = await askWorker<Outcome<Answer>>(page, MODULE, task);
  if ('failed' in outcome) throw new Error(outcome.failed);
  return outcome.answer;
}

const weightsOf = (engine: EngineName): string =>
  isOwn(engine)
    ? 'public/models/mamba-trivia-32m/model.safetensors'
    : `${GGUF_FOLDER}/${engine}.gguf`;

function installedVersion(): string {
  const manifest = readFileSync('node_modules/@wllama/wllama/package.json', 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
