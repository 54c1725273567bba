import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';

const BUILT = 'dist/index.html';
/** What dist/ is made from. Results that the page shows beside its own are not: they change no time. */
const SOURCES = ['src', 'workers', 'text', 'public', 'index.html', 'vite.config.ts'];

/** Builds dist/ if it is missing or older than its sources: times of an older program would be told as this one's. */
export function ensureBuilt(): void {
  if (existsSync(BUILT) && newest(SOURCES) <= statSync(BUILT).mtimeMs) return;
  const { status } = spawnSync('npm', ['run', 'build'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('The build failed.');
}

/** When the newest of these files and of those below these folders was written. */
function newest(paths: readonly string[]): number {
  const times = paths.map((path) => {
    const stats = statSync(path);
    // A folder's own time tells of files that were removed.
    if (!stats.isDirectory()) return stats.mtimeMs;
    return Math.max(stats.mtimeMs, newest(readdirSync(path).map((name) => `${path}/${name}`)));
  });
  return Math.max(0, ...times);
}
