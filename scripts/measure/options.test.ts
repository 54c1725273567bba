import { expect, it } from 'vitest';
import { parseOptions } from './options';

it('measures everything on the CPU unless it is told otherwise', () =>
  expect(parseOptions([])).toEqual({
    backend: 'cpu',
    longest: 8192,
    repetitions: 5,
    route: 'browser',
    asBuilt: false,
    rehearse: false,
    out: 'bench/results/measure-cpu-chromium.json',
    command: 'npm run bench:readers -- --backend cpu --longest 8192 --repetitions 5',
  }));

it('names the file by the backend', () =>
  expect(parseOptions(['--backend', 'webgpu']).out).toContain('measure-webgpu-chromium'));

it('names file and command by the route', () =>
  expect(parseOptions(['--backend', 'webgpu', '--route', 'node'])).toMatchObject({
    out: 'bench/results/measure-webgpu-node.json',
    command:
      'npm run bench:readers -- --backend webgpu --route node --longest 8192 --repetitions 5',
  }));

it.each([
  [['--longest', '300'], '--longest is 128 or 256'],
  [['--repetitions', '2'], '--repetitions is 1 or 3'],
  [['--backend', 'gpu'], '--backend is cpu or webgpu'],
])('%j is refused: %s', (words, reason) => expect(() => parseOptions(words)).toThrow(reason));
