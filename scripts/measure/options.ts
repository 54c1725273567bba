import { parseArgs } from 'node:util';
import type { Backend } from '../../workers/contract';
import { LENGTHS, REPETITIONS } from '../../src/measure/measure-plan';

export const USAGE = `npm run bench:readers -- [options]

Both readers timed in turns: by the page's own Measure in headless Chromium (CHROMIUM_PATH names another), or by the same readers in Node,
through Dawn on a GPU (Chromium's WebGPU without the browser).

  --backend cpu|webgpu                              (cpu)
  --route browser|node                              (browser)
  --longest TOKENS     ${LENGTHS.join(', ')}: this length and all shorter ones    (${LENGTHS.at(-1)})
  --repetitions N      ${REPETITIONS.join(', ')}                      (5)
  --as-built           measure dist/ as it is; else it is built when it is older than its sources
  --rehearse           with node: take a software adapter too, to see that it all runs
  --out FILE                                        (bench/results/measure-<backend>-<chromium or node>.json)

The file is written when everything is measured; Ctrl-C leaves the old one as it is.`;

export interface MeasureCommand {
  backend: Backend;
  longest: number;
  repetitions: number;
  route: 'browser' | 'node';
  asBuilt: boolean;
  rehearse: boolean;
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
      route: { type: 'string', default: 'browser' },
      'as-built': { type: 'boolean', default: false },
      rehearse: { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const backend = oneOf('--backend', values.backend, ['cpu', 'webgpu'] as const);
  const route = oneOf('--route', values.route, ['browser', 'node'] as const);
  const longest = Number(oneOf('--longest', values.longest, LENGTHS.map(String)));
  const repetitions = Number(oneOf('--repetitions', values.repetitions, REPETITIONS.map(String)));
  return {
    backend,
    longest,
    repetitions,
    route,
    asBuilt: values['as-built'],
    rehearse: values.rehearse,
    out:
      values.out ??
      `bench/results/measure-${backend}-${route === 'node' ? 'node' : 'chromium'}.json`,
    command: `npm run bench:readers -- --backend ${backend}${route === 'node' ? ' --route node' : ''} --longest ${longest} --repetitions ${repetitions}`,
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
