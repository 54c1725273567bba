import type { Architecture, GenerationReport, Passage, PromptSegment } from '../workers/contract';
import { runStudy } from '../src/sweep/run-study';
import { scoreStudy } from '../src/sweep/score-study';
import type { StudySummary } from '../src/sweep/study-summary';
import { summariseStudy } from '../src/sweep/summarise-study';
import type { StudyCorpus, StudyCorpusQuestion } from '../src/sweep/study-corpus';
import type { Condition, StudyPlan } from '../src/sweep/study-plan';
import type { StudyRun } from '../src/sweep/study-run';

/** Passage i says that the capital of land i is city i; question i asks for it and finds i, i + 1, i + 2, … */
const SIZE = 80;
const passages: Passage[] = Array.from({ length: SIZE }, (_, id) => ({
  id,
  title: `Land ${id}`,
  text: `The capital is city${id}x.`,
}));

export const madeUpQuestions: StudyCorpusQuestion[] = Array.from({ length: 12 }, (_, at) => ({
  id: `q${at}`,
  question: `What is the capital of land ${at}?`,
  answer: `city${at}x`,
  aliases: [`town ${at}`],
  split: at < 2 ? 'examples' : 'held-out',
  goldPassages: at === 11 ? [] : [at],
}));

export const madeUpCorpus: StudyCorpus = {
  title: 'Made up',
  size: SIZE,
  questions: madeUpQuestions,
  search: async ({ id }, count) =>
    Array.from({ length: count }, (_, at) => (Number(id.slice(1)) + at) % SIZE).flatMap(
      (at) => passages[at] ?? [],
    ),
  passages: async (ids) => ids.flatMap((id) => passages[id] ?? []),
};

export const madeUpPlan = (changes: Partial<StudyPlan> = {}): StudyPlan => ({
  preset: 'custom',
  conditions: [0, 1, 5].map((k): Condition => ({ kind: 'retrieved', k })),
  questions: 6,
  seed: 3,
  readers: ['mamba', 'transformer'],
  alternate: true,
  ...changes,
});

/** The Mamba answers with the first passage's city, the Transformer with the last one's. */
export async function madeUpAnswer(
  reader: Architecture,
  segments: PromptSegment[],
): Promise<GenerationReport> {
  const given = segments.filter((one) => one.kind === 'passage');
  const used = reader === 'mamba' ? given[0] : given.at(-1);
  const text = used ? used.text.replace(/^The capital is |\.$/g, '') : '';
  return {
    text,
    tokens: text === '' ? [] : [{ id: 5, text, logProbability: -0.5 }],
    stopped: 'end',
    segments: segments.map(({ kind }) => ({ kind, tokens: 10, truncated: false })),
    promptTokens: 10 * segments.length,
    reusedTokens: 0,
    promptText: '',
    prefillMs: 100 * segments.length,
    decodeMs: 20,
    memory: { kind: reader === 'mamba' ? 'state' : 'cache', bytes: 1000, reservedBytes: 1000 },
    kept: { snapshots: 0, bytes: 0, limitBytes: 0 },
  };
}

export function emptyRun(plan: StudyPlan): StudyRun {
  const bundle = { id: 'x', title: 'X', files: { weights: 'ab' } };
  return {
    schema: 'state-space-reader/study',
    version: 1,
    id: 'made-up',
    startedAt: '2026-11-25T00:00:00.000Z',
    program: '0',
    machine: 'none',
    plan,
    maxNewTokens: 32,
    corpus: { ...bundle, passages: SIZE, questions: 10, split: 'held-out' },
    embedder: bundle,
    readers: plan.readers.map((architecture) => ({
      ...bundle,
      architecture,
      backend: 'cpu',
      runsOn: 'nothing',
      parameters: 1,
      trainedTokens: 60,
    })),
    questions: [],
    passages: {},
    cells: [],
  };
}

/** The figures of a whole study under these conditions, answered by {@link madeUpAnswer}. */
export async function madeUpSummary(conditions: Condition[]): Promise<StudySummary> {
  const run = emptyRun(madeUpPlan({ conditions }));
  await runStudy({
    plan: run.plan,
    corpus: madeUpCorpus,
    cells: [],
    prepared: [],
    passages: {},
    signal: new AbortController().signal,
    generate: madeUpAnswer,
    onTask: () => undefined,
    onQuestion: async (question, passages) => {
      run.questions.push(question);
      Object.assign(run.passages, passages);
    },
    onCell: async (cell) => void run.cells.push(cell),
  });
  return summariseStudy(run, scoreStudy(run));
}
