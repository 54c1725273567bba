import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { askWorker, openIsolatedPage, withChromium } from './isolated-chromium';
import type { CpuTimes } from './time-mamba-on-cpu';
import { timeMambaOnCpu } from './time-mamba-on-cpu';

const FOLDER = 'models/mamba-trivia-32m';
const THREADS = [1, 2];
const MARK = 'TIMES ';

/**
 * `npm run bench:mamba-cpu`: the bundled Mamba on a CPU, ONNX Runtime against our engine, in Node (a process for each number of
 * threads) and in Chromium (a worker for each); `node` or `chromium` behind it does one of them. Times of one process compare
 * with each other only.
 */
export async function main([where]: string[]): Promise<void> {
  if (Number(where) > 0) {
    const files = {
      read: async (path: string) => new Uint8Array(readFileSync(`public/${FOLDER}/${path}`)),
    };
    const processorMs = () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    };
    console.log(MARK + JSON.stringify(await timeMambaOnCpu(files, Number(where), processorMs)));
    return;
  }
  const machine = `${os.cpus()[0]?.model.trim() ?? '?'}, ${os.cpus().length} cores`;
  const date = new Date().toISOString().slice(0, 10);
  const load = os.loadavg()[0];
  if (where !== 'chromium') {
    const times = THREADS.flatMap(inNode);
    write('node', { date, machine, runtime: `Node ${process.version}`, load, times });
  }
  if (where !== 'node') {
    const { times, version } = await inChromium();
    write('chromium', { date, machine, runtime: `Chromium ${version}`, load, times });
  }
}

/** `load`: the machine's load average before, 0 on a quiet one. */
function write(where: string, result: object): void {
  mkdirSync('bench/results', { recursive: true });
  const path = `bench/results/cpu-mamba-${where}.json`;
  const command = `npm run bench:mamba-cpu ${where}`;
  writeFileSync(path, `${JSON.stringify({ command, ...result }, null, 2)}\n`);
  console.log(path);
}

function inNode(threads: number): CpuTimes[] {
  const script = ['scripts/vite-run.mjs', 'bench/mamba-on-cpu.ts', String(threads)];
  const output = execFileSync(process.execPath, ['--experimental-wasm-relaxed-simd', ...script]);
  const line = output
    .toString()
    .split('\n')
    .find((one) => one.startsWith(MARK));
  return JSON.parse(line?.slice(MARK.length) ?? '[]') as CpuTimes[];
}

const inChromium = () =>
  withChromium(async (browser) => {
    const times: CpuTimes[] = [];
    for (const threads of THREADS) {
      const page = await openIsolatedPage(browser);
      const message = { folder: FOLDER, threads };
      times.push(...(await askWorker<CpuTimes[]>(page, '/bench/mamba-on-cpu.worker.ts', message)));
      await page.close();
    }
    return { times, version: browser.version() };
  });
