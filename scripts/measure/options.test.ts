import { expect, it } from 'vitest';
import { parseOptions } from './options';

it('measures everything on the CPU unless it is told otherwise', () =>
  expect(parseOptions([])).toEqual({
    backend: 'cpu',
    longest: 8192,
    repetitions: 5,
    asBuilt: false,
    out: 'bench/results/measure-cpu-chromium.json',
    command: 'npm run bench:readers -- --backend cpu --longest 8192 --repetitions 5',
  }));

it('names the file by the backend', () =>
  expect(parseOptions(['--backend', 'webgpu']).out).toContain('measure-webgpu-chromium'));

it.each([
  [['--longest', '300'], '--longest is 128 or 256'],
  [['--repetitions', '2'], '--repetitions is 1 or 3'],
  [['--backend', 'gpu'], '--backend is cpu or webgpu'],
])('%j is refused: %s', (words, reason) => expect(() => parseOptions(words)).toThrow(reason));
