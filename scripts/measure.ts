import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { dirname } from 'node:path';
import type { MeasuredRun } from '../src/measure/measured-run';
import { ensureBuilt } from './browser/ensure-built';
import { measureInBrowser } from './measure/measure-in-browser';
import { parseOptions, USAGE } from './measure/options';

/** `npm run bench:readers -- --help` says what it does. */
export async function main(words: string[]): Promise<void> {
  if (words.includes('--help')) {
    console.log(USAGE);
    return;
  }
  const options = parseOptions(words);
  const load = os.loadavg()[0] ?? NaN; // before the build, which is not what would disturb
  const processor = os.cpus()[0]?.model.trim() ?? '?';
  if (!options.asBuilt) ensureBuilt();
  const { run, browserVersion } = await measureInBrowser(options, console.log);
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
