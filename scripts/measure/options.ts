import { parseArgs } from 'node:util';
import type { Backend } from '../../workers/contract';
import { LENGTHS, REPETITIONS } from '../../src/measure/measure-plan';

export const USAGE = `npm run bench:readers -- [options]

Both readers timed in turns by the page's own Measure, in headless Chromium (CHROMIUM_PATH names another).

  --backend cpu|webgpu                              (cpu)
  --longest TOKENS     ${LENGTHS.join(', ')}: this length and all shorter ones    (${LENGTHS.at(-1)})
  --repetitions N      ${REPETITIONS.join(', ')}                      (5)
  --as-built           measure dist/ as it is; else it is built when it is older than its sources
  --out FILE                                        (bench/results/measure-<backend>-chromium.json)

The file is written when everything is measured; Ctrl-C leaves the old one as it is.`;

export interface MeasureCommand {
  backend: Backend;
  longest: number;
  repetitions: number;
  asBuilt: boolean;
  out: string;
  /** As it would be typed again. */
  command: string;
}

/** Throws with what is wrong in words for the command line. */
export function parseOptions(args: string[]): MeasureCommand {
  const { values } = parseArgs({
    args,
    options: {
      backend: { type: 'string', default: 'cpu' },
      longest: { type: 'string', default: String(LENGTHS.at(-1)) },
      repetitions: { type: 'string', default: '5' },
      'as-built': { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const backend = oneOf('--backend', values.backend, ['cpu', 'webgpu'] as const);
  const longest = Number(oneOf('--longest', values.longest, LENGTHS.map(String)));
  const repetitions = Number(oneOf('--repetitions', values.repetitions, REPETITIONS.map(String)));
  return {
    backend,
    longest,
    repetitions,
    asBuilt: values['as-built'],
    out: values.out ?? `bench/results/measure-${backend}-chromium.json`,
    command: `npm run bench:readers -- --backend ${backend} --longest ${longest} --repetitions ${repetitions}`,
  };
}

function oneOf<const T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text);
  if (found === undefined) {
    throw new Error(
      `${name} is ${allowed.join(' or ')}. \`npm run bench:readers -- --help\` lists the options.`,
    );
  }
  return found;
}
