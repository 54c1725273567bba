import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { seededRandom } from '../tests/clustered-vectors';
import type { BundleManifest, PackQuestion, Passage, SearchBy } from '../workers/contract';
import type { BundleFiles } from '../workers/model-files/bundle-files';
import { createRetriever } from '../workers/retrieval/create-retriever';
import type { Embedder, Embedding } from '../workers/retrieval/embedder';
import { openEmbedder } from '../workers/retrieval/open-embedder';
import { wordIndex } from '../workers/retrieval/word-index';

const AT = [1, 5, 10, 20];
const WAYS: readonly SearchBy[] = ['meaning', 'words', 'both'];
const EMBEDDER = 'models/embed-trivia-17m';
const PACK = 'packs/trivia-encyclopaedia';
const WORD_INDEX_SIZES = [10_000, 20_000, 50_000];

/**
 * `npm run bench:recall`: for how many questions of the bundled pack a passage known to hold the answer is among the first k, by
 * each way of searching. Choices were made on `examples`; `heldOut` is the report, with a paired test against 'meaning' (exact,
 * two-sided). Then what an index of words takes, on texts drawn from the pack's words. Writes bench/results/recall.json.
 */
export async function main(): Promise<void> {
  const retriever = createRetriever({
    openFiles: async ({ id }) => filesOf(id),
    openEmbedder: async (files) => rememberingQuestions(await openEmbedder(files)),
  });
  const { questions, passages } = await retriever.load([manifestOf(EMBEDDER)], manifestOf(PACK));
  const ranks = new Map<SearchBy, number[]>();
  for (const by of WAYS) {
    const found: number[] = [];
    for (const question of questions) found.push(await goldRank(question, by));
    ranks.set(by, found);
    console.log(`${by}: ${questions.length} questions, ${Math.round(process.uptime())} s`);
  }

  async function goldRank({ question, goldPassages }: PackQuestion, by: SearchBy): Promise<number> {
    const retrieval = await retriever.search(question, Math.max(...AT), by);
    return retrieval.passages.find(({ id }) => goldPassages.includes(id))?.rank ?? Infinity;
  }

  const report = (split: PackQuestion['split']) => {
    const asked = questions.flatMap((question, at) => (question.split === split ? [at] : []));
    return {
      questions: asked.length,
      ways: WAYS.map((by) => ({
        by,
        recall: AT.map((k) => {
          const hit = (way: SearchBy, at: number) => (ranks.get(way)?.[at] ?? Infinity) <= k;
          const won = asked.filter((at) => hit(by, at) && !hit('meaning', at)).length;
          const lost = asked.filter((at) => !hit(by, at) && hit('meaning', at)).length;
          const percent = (100 * asked.filter((at) => hit(by, at)).length) / asked.length;
          return { k, percent: Number(percent.toFixed(1)), won, lost, p: signTest(won, lost) };
        }),
      })),
    };
  };
  const all = await retriever.passages(Array.from({ length: passages }, (_, id) => id));
  const wordIndexes = [];
  for (const count of WORD_INDEX_SIZES) {
    wordIndexes.push(await measureWords(all, count));
    console.log(`words of ${count} passages, ${Math.round(process.uptime())} s`);
  }
  const results = {
    command: 'npm run bench:recall',
    machine: `${os.cpus()[0]?.model.trim() ?? '?'}, ${os.cpus().length} cores, Node ${process.version}`,
    heldOut: report('held-out'),
    examples: report('examples'),
    wordIndexes,
  };
  mkdirSync('bench/results', { recursive: true });
  writeFileSync('bench/results/recall.json', `${JSON.stringify(results, null, 2)}\n`);
  console.log(JSON.stringify(results.heldOut), JSON.stringify(wordIndexes));
}

/** Every way of searching asks the same questions, and embedding one takes far longer than finding its passages. */
function rememberingQuestions(embedder: Embedder): Embedder {
  const known = new Map<string, Promise<Embedding>>();
  return {
    ...embedder,
    question(text) {
      const embedding = known.get(text) ?? embedder.question(text);
      known.set(text, embedding);
      return embedding;
    },
  };
}

function filesOf(id: string): BundleFiles {
  return { read: async (path) => new Uint8Array(readFileSync(`public/${id}/${path}`)) };
}

function manifestOf(id: string): BundleManifest {
  return JSON.parse(readFileSync(`public/${id}/manifest.json`, 'utf8')) as BundleManifest;
}

/** Memory and processor time of an index over `count` texts of a hundred words, as frequent as in the pack. */
async function measureWords(passages: readonly Passage[], count: number) {
  const words = passages.flatMap(({ text }) => text.split(' '));
  const random = seededRandom(1);
  const word = () => words[Math.floor(random() * words.length)] ?? '';
  const heapBytes = () => {
    globalThis.gc?.();
    return process.memoryUsage().heapUsed;
  };
  async function* texts() {
    for (let id = 0; id < count; id += 250) {
      yield Array.from({ length: 250 }, (_, row) => ({
        id: id + row,
        title: word(),
        text: Array.from({ length: 100 }, word).join(' '),
      }));
    }
  }
  const before = heapBytes();
  const start = process.cpuUsage();
  const index = await wordIndex(texts());
  const { user } = process.cpuUsage(start);
  const memoryBytes = heapBytes() - before;
  const searchStart = process.cpuUsage();
  for (let i = 0; i < 20; i++) index.search(Array.from({ length: 12 }, word).join(' '), 100);
  const queryMs = Number((process.cpuUsage(searchStart).user / 20_000).toFixed(1));
  return { count, buildMs: Math.round(user / 1000), memoryBytes, queryMs };
}

/** Two-sided exact p: how likely so uneven a split of the changed questions is by chance. */
function signTest(won: number, lost: number): number {
  const trials = won + lost;
  let term = 0.5 ** trials;
  let tail = 0;
  for (let i = 0; i <= Math.min(won, lost); i++) {
    tail += term;
    term *= (trials - i) / (i + 1);
  }
  return Number(Math.min(1, 2 * tail).toPrecision(2));
}
