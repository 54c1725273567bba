import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname } from 'node:path';
import type { MeasuredRun } from '../src/measure/measured-run';
import { ensureBuilt } from './browser/ensure-built';
import { measureInBrowser } from './measure/measure-in-browser';
import { measureInNode } from './measure/measure-in-node';
import { parseOptions, USAGE, type MeasureCommand } from './measure/options';

/** `npm run bench:readers -- --help` says what it does. */
export async function main(words: string[]): Promise<void> {
  if (words.includes('--help')) {
    console.log(USAGE);
    return;
  }
  const options = parseOptions(words);
  const load = os.loadavg()[0] ?? NaN; // before the build, which is not what would disturb
  const processor = os.cpus()[0]?.model.trim() ?? '?';
  const { run, browserVersion } =
    options.route === 'node' ? await inNode(options) : await inBrowser(options);
  const { command, out } = options;
  const recorded: MeasuredRun = {
    ...run,
    recordedBy: { command, processor, browserVersion, load },
  };
  mkdirSync(dirname(out), { recursive: true });
  writeFileSync(`${out}.new`, `${JSON.stringify(recorded, null, 2)}\n`);
  renameSync(`${out}.new`, out);
  console.log(
    `${out} (load average ${load.toFixed(1)} before). \`npm run results\` puts it into docs/RESULTS.md; the next build shows it in Measure.`,
  );
}

async function inNode(options: MeasureCommand) {
  const run = await measureInNode(options, console.log);
  return { run, browserVersion: `Node ${process.version}` };
}

function inBrowser(options: MeasureCommand) {
  if (!options.asBuilt) ensureBuilt();
  return measureInBrowser(options, console.log);
}
