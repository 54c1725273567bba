import { parseArgs } from 'node:util';
import type { Architecture, Backend } from '../../workers/contract';
import {
  DEFAULT_K,
  MAX_STUDY_K,
  noiseConditions,
  presets,
  type Preset,
} from '../../src/sweep/presets';
import { parseConditions, type Condition, type StudyPlan } from '../../src/sweep/study-plan';

export const USAGE = `npm run study -- [options]

What is asked
  --corpus ID | FILE   a pack below public/packs, or a pack file (.tar) that the Library exported or
                       \`npm run build:pack\` made            (trivia-encyclopaedia)
  --questions N        how many, drawn with the seed        (100)
  --k LIST             such as 0,1,5,10,20,oracle           (0,1,2,3,5,7,10,15,20,oracle)
  --preset NAME        paper, needle or noise, instead of --k; noise takes numbers of --k too
  --readers LIST       mamba,transformer; the first begins  (both, by turns)
  --seed N                                                  (1)

Where it runs
  --route browser      headless Chromium, the built page    (the default; npm run build first)
  --route node         the same modules in Node, without a browser
  --backend cpu|webgpu for node: through Dawn, Chromium's WebGPU without the browser   (cpu)
  --processes N        for node: N processes share the questions; four or five get most out of one large GPU
  --threads N          for node: threads of each reader; 1 with many processes gets most done   (2)
  --minutes N          for node: begin no question after N minutes, finish those that were begun; questions
                       come in the seed's random order, so what was asked by then is a fair sample
  --shard I/N          for node: only each N-th question, for several machines; --merge joins them

Files
  --out FILE           the study as the page writes it      (study.json)
  --resume             go on with what FILE holds
  --merge FILES        join the files of shards, with commas between them, into --out
  --aggregate-only     only figures into FILE, no question, answer or passage
  --questions-file F --passages F
                       for node: other people's questions (JSON lines with question, aliases and ids of
                       retrieved passages, nearest first) over their passages (id, title, text with tabs).
                       The page finds passages by itself, so it cannot read such a list: for the browser
                       make a pack file of the texts and questions`;

export interface StudyOptions {
  corpus: string;
  /** `corpus` is a file. */
  packFile: boolean;
  plan: StudyPlan;
  route: 'browser' | 'node';
  backend: Backend;
  processes: number;
  threads: number;
  minutes?: number;
  shard?: { index: number; of: number };
  out: string;
  /** Where a run is kept while it is being made. */
  work: string;
  resume: boolean;
  merge: string[];
  aggregateOnly: boolean;
  questionsFile?: string;
  passagesFile?: string;
}

/** Throws with what is wrong in words for the command line. */
export function parseOptions(args: string[]): StudyOptions {
  const { values } = parseArgs({
    args,
    options: {
      corpus: { type: 'string', default: 'trivia-encyclopaedia' },
      questions: { type: 'string', default: '100' },
      k: { type: 'string' },
      preset: { type: 'string', default: 'custom' },
      readers: { type: 'string' },
      seed: { type: 'string', default: '1' },
      route: { type: 'string', default: 'browser' },
      backend: { type: 'string', default: 'cpu' },
      processes: { type: 'string', default: '1' },
      threads: { type: 'string', default: '2' },
      minutes: { type: 'string' },
      shard: { type: 'string' },
      out: { type: 'string', default: 'study.json' },
      resume: { type: 'boolean', default: false },
      merge: { type: 'string', default: '' },
      'aggregate-only': { type: 'boolean', default: false },
      'questions-file': { type: 'string' },
      passages: { type: 'string' },
    },
  });
  const preset = presets.find(({ id }) => id === values.preset);
  if (!preset || preset.id === 'class') fail('--preset is paper, needle or noise');
  const conditions = conditionsOf(preset, values.k);
  const readers = (values.readers ?? 'mamba,transformer').split(',').map(readerOf);
  const shard = values.shard === undefined ? undefined : shardOf(values.shard);
  const questionsFile = values['questions-file'];
  const passagesFile = values.passages;
  if (Boolean(questionsFile) !== Boolean(passagesFile)) {
    fail('--questions-file and --passages belong together');
  }
  const route = oneOf('--route', values.route, ['browser', 'node'] as const);
  const processes = count('--processes', values.processes, 1);
  const { minutes } = values;
  if (route === 'browser' && (questionsFile || shard || minutes || processes > 1)) {
    fail('--questions-file, --shard, --minutes and --processes need --route node');
  }
  const aggregateOnly = values['aggregate-only'];
  return {
    corpus: values.corpus,
    packFile: values.corpus.endsWith('.tar'),
    plan: {
      preset: preset.id,
      conditions,
      questions: count('--questions', values.questions, 1),
      seed: count('--seed', values.seed, 0),
      readers: [...new Set(readers)],
      alternate: values.readers === undefined,
    },
    route,
    backend: oneOf('--backend', values.backend, ['cpu', 'webgpu'] as const),
    processes,
    threads: count('--threads', values.threads, 1),
    ...(shard ? { shard } : {}),
    ...(minutes === undefined ? {} : { minutes: above0('--minutes', minutes) }),
    out: values.out,
    // What may not leave this machine is not laid beside what may.
    work: aggregateOnly ? `.cache/study/${values.out.replace(/[^\w.-]+/g, '_')}` : values.out,
    resume: values.resume,
    merge: values.merge.split(',').filter(Boolean),
    aggregateOnly,
    ...(questionsFile && passagesFile ? { questionsFile, passagesFile } : {}),
  };
}

function conditionsOf({ id, conditions }: Preset, k: string | undefined): Condition[] {
  if (k === undefined && id !== 'custom') return conditions;
  if (id !== 'custom' && id !== 'noise') fail('--k goes without --preset, or with noise');
  const listed = parseConditions(k ?? DEFAULT_K, MAX_STUDY_K);
  if (!listed) fail(`--k is numbers from 0 to ${MAX_STUDY_K} and the word oracle`);
  if (id === 'custom') return listed;
  const ks = listed.flatMap((one) => (one.kind === 'retrieved' && one.k > 0 ? one.k : []));
  return ks.length === listed.length ? noiseConditions(ks) : fail('--k of noise is from 1');
}

function fail(reason: string): never {
  throw new Error(`${reason}. \`npm run study -- --help\` lists the options.`);
}

function count(name: string, text: string, least: number): number {
  const value = Number(text);
  return Number.isInteger(value) && value >= least ? value : fail(`${name} is a whole number`);
}

function above0(name: string, text: string): number {
  const value = Number(text);
  return value > 0 && Number.isFinite(value) ? value : fail(`${name} is a number above 0`);
}

function oneOf<const T extends string>(name: string, text: string, allowed: readonly T[]): T {
  return allowed.find((one) => one === text) ?? fail(`${name} is ${allowed.join(' or ')}`);
}

const readerOf = (name: string): Architecture =>
  oneOf('--readers', name.trim(), ['mamba', 'transformer']);

function shardOf(text: string): { index: number; of: number } {
  const [index = NaN, of = NaN] = text.split('/').map(Number);
  if (!Number.isInteger(index) || !Number.isInteger(of) || index < 1 || index > of) {
    fail('--shard is I/N with I from 1 to N');
  }
  return { index: index - 1, of };
}
