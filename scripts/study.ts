import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { buildPrompt } from '../src/ask/prompt';
import { scoreAnswer } from '../src/ask/score-answer';
import type { Architecture, BundleManifest, PackQuestion, Reader } from '../workers/contract';
import { openMambaCpu } from '../workers/mamba/cpu/open-mamba-cpu';
import type { BundleFiles } from '../workers/model-files/bundle-files';
import { createReader } from '../workers/reader/create-reader';
import { createRetriever } from '../workers/retrieval/create-retriever';
import { openEmbedder } from '../workers/retrieval/open-embedder';
import { openPromptTokenizer } from '../workers/tokenizer/open-prompt-tokenizer';
import { openTransformer } from '../workers/transformer/open-transformer';
import { wilsonInterval } from './wilson-interval';

const RECALL_AT = [1, 2, 3, 5, 10, 20];
const MAX_NEW_TOKENS = 32;
const bundles = {
  embedder: 'models/embed-trivia-17m',
  pack: 'packs/trivia-encyclopaedia',
  mamba: 'models/mamba-trivia-32m',
  transformer: 'models/transformer-trivia-30m',
};

/** One line of the results file. */
interface Row {
  id: string;
  question: string;
  k: number;
  /** Ranks (from 1) of passages known to hold the answer, among the first 20. */
  goldRanks: number[];
  answers: Record<
    Architecture,
    {
      text: string;
      exact: boolean;
      contains: boolean;
      f1: number;
      promptTokens: number;
      ms: number;
    }
  >;
}

/**
 * `npm run study -- [--k 5] [--questions 300] [--seed 1]`: both readers on held-out questions of the pack, on the CPU
 * path, in Node with the page's own code. Every answer goes to docs/results/study-k<k>-seed<seed>.jsonl at once, so a run that
 * was stopped goes on; docs/RESULTS.md is written from that file.
 */
export async function main(options: string[]): Promise<void> {
  const number = (name: string, otherwise: number) => {
    const at = options.indexOf(`--${name}`);
    return at < 0 ? otherwise : Number(options[at + 1]);
  };
  const k = number('k', 5);
  const count = number('questions', 300);
  const seed = number('seed', 1);
  const file = `docs/results/study-k${k}-seed${seed}.jsonl`;
  mkdirSync('docs/results', { recursive: true });
  const rows: Row[] = existsSync(file)
    ? readFileSync(file, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Row)
    : [];

  const retriever = createRetriever({ openFiles: async ({ id }) => filesOf(id), openEmbedder });
  const info = await retriever.load(manifestOf(bundles.embedder), manifestOf(bundles.pack));
  const heldOut = info.questions.filter(({ split }) => split === 'held-out');
  const chosen = shuffled(heldOut, seed).slice(0, count);
  const readers: Record<Architecture, Reader> = {
    mamba: reader('mamba', (files) => openMambaCpu(files, () => undefined)),
    transformer: reader('transformer', (files) => openTransformer(files, 'cpu', () => undefined)),
  };
  for (const architecture of ['mamba', 'transformer'] as const) {
    await readers[architecture].load(manifestOf(bundles[architecture]), 'cpu', () => undefined);
  }

  const done = new Set(rows.map(({ id }) => id));
  for (const question of chosen.filter(({ id }) => !done.has(id))) {
    const { passages } = await retriever.search(question.question, Math.max(20, k));
    const prompt = buildPrompt(question.question, passages.slice(0, k));
    const answers = {} as Row['answers'];
    for (const architecture of ['mamba', 'transformer'] as const) {
      const report = await readers[architecture].generate(
        prompt,
        { maxNewTokens: MAX_NEW_TOKENS },
        () => undefined,
      );
      const { exact, contains, f1 } = scoreAnswer(report.text, [
        question.answer,
        ...question.aliases,
      ]);
      answers[architecture] = {
        text: report.text,
        exact,
        contains,
        f1,
        promptTokens: report.promptTokens,
        ms: Math.round(report.prefillMs + report.decodeMs),
      };
    }
    const gold = new Set(question.goldPassages);
    const goldRanks = passages.filter(({ id }) => gold.has(id)).map(({ rank }) => rank);
    const row: Row = { id: question.id, question: question.question, k, goldRanks, answers };
    rows.push(row);
    appendFileSync(file, `${JSON.stringify(row)}\n`);
    if (rows.length % 25 === 0) console.log(`${rows.length} of ${chosen.length} questions`);
  }

  const recall = await measureRecall(heldOut, (text) => retriever.search(text, 20));
  writeFileSync(
    'docs/RESULTS.md',
    report({ rows, recall, heldOut: heldOut.length, k, seed, file }),
  );
  console.log(readFileSync('docs/RESULTS.md', 'utf8'));
}

function filesOf(id: string): BundleFiles {
  return { read: async (path) => new Uint8Array(readFileSync(`public/${id}/${path}`)) };
}

function manifestOf(id: string): BundleManifest {
  return JSON.parse(readFileSync(`public/${id}/manifest.json`, 'utf8')) as BundleManifest;
}

function reader(
  architecture: Architecture,
  openDecoder: Parameters<typeof createReader>[0]['openDecoder'],
): Reader {
  return createReader({
    architecture,
    openFiles: async ({ id }) => filesOf(id),
    openTokenizer: async (files) => openPromptTokenizer(await files.read('tokenizer.json')),
    openDecoder,
  });
}

/** Fisher–Yates with mulberry32, so that a seed names a sample. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    const [a, b] = [order[last], order[other]];
    if (a === undefined || b === undefined) continue;
    [order[last], order[other]] = [b, a];
  }
  return order;
}

/** Of all held-out questions: how many have a passage with the answer among the first k. */
async function measureRecall(
  questions: readonly PackQuestion[],
  search: (question: string) => Promise<{ passages: { id: number }[] }>,
): Promise<number[]> {
  const hits = RECALL_AT.map(() => 0);
  for (const { question, goldPassages } of questions) {
    const { passages } = await search(question);
    const first = passages.findIndex(({ id }) => goldPassages.includes(id));
    for (const [at, k] of RECALL_AT.entries())
      if (first >= 0 && first < k) hits[at] = (hits[at] ?? 0) + 1;
  }
  return hits;
}

interface Results {
  rows: Row[];
  recall: number[];
  heldOut: number;
  k: number;
  seed: number;
  file: string;
}

function report({ rows, recall, heldOut, k, seed, file }: Results): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  const cell = (hits: number, trials: number) => {
    const [low, high] = wilsonInterval(hits, trials);
    return `${percent(hits / trials)} [${percent(low)}, ${percent(high)}]`;
  };
  const n = rows.length;
  const readerRow = (name: string, architecture: Architecture) => {
    const answers = rows.map((row) => row.answers[architecture]);
    const exact = answers.filter((answer) => answer.exact).length;
    const contains = answers.filter((answer) => answer.contains).length;
    const f1 = answers.reduce((sum, answer) => sum + answer.f1, 0) / n;
    const ms = answers.map((answer) => answer.ms).sort((a, b) => a - b);
    const seconds = (share: number) => ((ms[Math.floor(share * (n - 1))] ?? 0) / 1000).toFixed(2);
    return `| ${name} | ${cell(exact, n)} | ${cell(contains, n)} | ${percent(f1)} | ${seconds(0.5)} / ${seconds(0.95)} s |`;
  };
  const only = (a: Architecture, b: Architecture) =>
    rows.filter(({ answers }) => answers[a].contains && !answers[b].contains).length;
  const within = rows.filter(({ goldRanks }) => goldRanks.some((rank) => rank <= k)).length;
  const tokens = rows.map(({ answers }) => answers.mamba.promptTokens);
  const mean = tokens.reduce((a, b) => a + b, 0) / n;
  return `# Results

Written by \`npm run study -- --k ${k} --questions ${rows.length} --seed ${seed}\` from [\`${file.replace('docs/', '')}\`](${file.replace('docs/', '')}), which holds every
question, answer and score. Machine: ${os.cpus()[0]?.model.trim() ?? 'unknown processor'}, two threads, no GPU; Node ${process.version}, the page's own
code and ONNX Runtime Web (WebAssembly). Intervals are 95 % Wilson intervals.

## Answers to held-out questions of the bundled pack, k = ${k}

${n} questions drawn with seed ${seed} from the ${heldOut} whose articles were kept out of everything that is shown in the page. The bundled
retriever finds the passages; both readers get the same prompt (mean ${mean.toFixed(0)} tokens); greedy, at most ${MAX_NEW_TOKENS} tokens.
Scores by TriviaQA's own normalisation.

| reader | exact match, % | an alias in the answer, % | token F1, % | time, median / 95th percentile |
|---|---|---|---|---|
${readerRow('Mamba 32 M', 'mamba')}
${readerRow('Transformer 30 M', 'transformer')}

A passage with the answer was among the ${k} for ${cell(within, n)} % of these questions: the ceiling for both. Right (an alias in the answer) by
the Mamba alone: ${only('mamba', 'transformer')}; by the Transformer alone: ${only('transformer', 'mamba')}. McNemar's exact test of that difference: p = ${mcnemar(
    only('mamba', 'transformer'),
    only('transformer', 'mamba'),
  ).toFixed(2)}.

## Retrieval: a passage with the answer among the first k

All ${heldOut} held-out questions.

| k | recall, % |
|---|---|
${RECALL_AT.map((at, index) => `| ${at} | ${cell(recall[index] ?? 0, heldOut)} |`).join('\n')}

A passage counts if it comes from the article that the question was written about and contains the answer or an alias; another
article may hold it too, so this is a lower bound.
`;
}

/** Two-sided exact p of the sign test on the questions where just one reader is right. */
function mcnemar(a: number, b: number): number {
  const trials = a + b;
  let term = 0.5 ** trials;
  let tail = 0;
  for (let i = 0; i <= Math.min(a, b); i++) {
    tail += term;
    term *= (trials - i) / (i + 1);
  }
  return Math.min(1, 2 * tail);
}
