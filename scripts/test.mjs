/**
 * Everything that has to hold, in the order in which a mistake is cheapest to see. Every step runs even if one
 * before it failed; the last line counts the tests.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';

mkdirSync('test-results', { recursive: true });

const steps = [
  { name: 'lint', command: 'npm run lint' },
  { name: 'format', command: 'npm run format:check' },
  { name: 'types: page', command: 'npm run check:page' },
  { name: 'types: workers', command: 'npm run check:workers' },
  { name: 'types: tests and scripts', command: 'npm run check:node' },
  { name: 'unit tests', command: vitest('unit'), count: countVitest('unit') },
  { name: 'GPU tests', command: vitest('gpu'), count: countVitest('gpu') },
  { name: 'build', command: 'npm run build' },
  {
    name: 'e2e',
    command: 'npx playwright test --reporter=list,json',
    count: countPlaywright,
  },
];

let passed = 0;
let failed = 0;
const summary = [];

for (const { name, command, count } of steps) {
  console.log(`\n━━ ${name}`);
  const start = Date.now();
  const env = { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: 'test-results/e2e.json' };
  const ok = spawnSync(command, { shell: true, stdio: 'inherit', env }).status === 0;
  const tests = count?.() ?? { passed: ok ? 1 : 0, failed: ok ? 0 : 1 };
  // A step that failed without a failing test (a crash, no test at all) is a failure too.
  if (!ok && tests.failed === 0) tests.failed = 1;
  passed += tests.passed;
  failed += tests.failed;
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  summary.push(`${ok ? 'ok    ' : 'FAILED'}  ${name} (${tests.passed} passed, ${seconds} s)`);
}

console.log(`\n${summary.join('\n')}\n\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

function vitest(project) {
  const file = `test-results/${project}.json`;
  return `npx vitest run --project ${project} --reporter=default --reporter=json --outputFile.json=${file}`;
}

function countVitest(project) {
  const file = `test-results/${project}.json`;
  rmSync(file, { force: true });
  return () => {
    const report = read(file);
    return { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 1 };
  };
}

function countPlaywright() {
  const { stats } = read('test-results/e2e.json') ?? {};
  return { passed: stats?.expected ?? 0, failed: stats ? stats.unexpected + stats.flaky : 1 };
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
