import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseStudyRun, type StudyRun } from '../../src/sweep/study-run';
import type { StudyOptions } from './options';

/** The study by several processes at once, each with a part of the questions; a stopped one goes on with --resume. */
export async function runShards(words: string[], options: StudyOptions): Promise<StudyRun[]> {
  const { processes, work } = options;
  // Of an option that is given twice the last one counts.
  const own = [...words.filter((word) => word !== '--aggregate-only'), '--processes', '1'];
  const files = Array.from({ length: processes }, (_, at) => `${work}.shard${at + 1}`);
  const children = files.map((file, at) =>
    spawn(
      process.execPath,
      [
        ...['scripts/vite-run.mjs', 'scripts/study.ts', ...own],
        ...['--shard', `${at + 1}/${processes}`, '--out', file],
      ],
      { stdio: ['ignore', 'inherit', 'inherit'] },
    ),
  );
  // Whatever ends this process ends its shards; each has kept what it had.
  process.once('exit', () => children.forEach((child) => child.kill()));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => process.exit(1));
  }
  const ended = children.map(
    (child, at) =>
      new Promise<void>((resolve, reject) => {
        child.on('exit', (code) =>
          code === 0 ? resolve() : reject(new Error(`Shard ${at + 1} ended with ${code}.`)),
        );
      }),
  );
  await Promise.all(ended);
  return files.map((file) => parseStudyRun(readFileSync(file, 'utf8')));
}
