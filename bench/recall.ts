import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import MiniSearch from 'minisearch';
import type { BundleManifest, PackQuestion } from '../workers/contract';
import { openEmbedder } from '../workers/retrieval/open-embedder';
import { readPack } from '../workers/retrieval/pack';
import { byCosine, cosine } from '../workers/retrieval/vector-index';

const AT = [1, 5, 10, 20];
const DEPTH = 100;
const PACK = 'packs/trivia-encyclopaedia';

export async function main(): Promise<void> {
  const read = (folder: string) => ({
    read: async (path: string) => new Uint8Array(readFileSync(`public/${folder}/${path}`)),
  });
  const manifest = JSON.parse(readFileSync(`public/${PACK}/manifest.json`, 'utf8')) as BundleManifest;
  const pack = await readPack(read(PACK), manifest.files);
  const ids = Array.from({ length: pack.count }, (_, id) => id);
  const vectors = await pack.vectors(ids);
  const passages = await pack.passages(ids);
  const embedder = await openEmbedder(read('models/embed-trivia-17m'));
  const words = new MiniSearch<{ id: number; title: string; text: string }>({ fields: ['title', 'text'] });
  words.addAll(passages);

  const rows: { question: PackQuestion; dense: number[]; bm25: Record<string, number[]> }[] = [];
  const searches = { plain: {}, title2: { boost: { title: 2 } }, b04: { bm25: { k: 1.2, b: 0.4, d: 0.5 } } };
  for (const question of pack.questions) {
    const { vector } = await embedder.question(question.question);
    const dense = vectors.map((one, id) => ({ id, cosine: cosine(vector, one) })).sort(byCosine).slice(0, DEPTH).map(({ id }) => id);
    const bm25 = Object.fromEntries(Object.entries(searches).map(([name, options]) => [name, words.search(question.question, options).slice(0, DEPTH).map(({ id }) => id as number)]));
    rows.push({ question, dense, bm25 });
    if (rows.length % 500 === 0) console.log(rows.length);
  }
  const rankers: Record<string, (row: (typeof rows)[number]) => number[]> = { dense: ({ dense }) => dense };
  for (const name of Object.keys(searches)) {
    rankers[name] = ({ bm25 }) => bm25[name] ?? [];
    for (const k of [5, 10, 20, 60]) for (const weight of [0.3, 0.5, 0.7, 1]) rankers[`${name} rrf k=${k} w=${weight}`] = ({ dense, bm25 }) => fuse(dense, bm25[name] ?? [], k, weight);
  }
  const recall = (ranker: (row: (typeof rows)[number]) => number[], split: string) => {
    const asked = rows.filter(({ question }) => question.split === split);
    return AT.map((at) => Number((100 * asked.filter((row) => ranker(row).slice(0, at).some((id) => row.question.goldPassages.includes(id))).length / asked.length).toFixed(1)));
  };
  console.table(Object.fromEntries(Object.entries(rankers).map(([name, ranker]) => [name, recall(ranker, 'examples')])));
  writeFileSync('/tmp/recall-rows.json', JSON.stringify(rows.map(({ question, dense, bm25 }) => ({ id: question.id, split: question.split, gold: question.goldPassages, dense, bm25 }))));
  mkdirSync('bench/results', { recursive: true });
}

function fuse(a: number[], b: number[], k: number, weight: number): number[] {
  const scores = new Map<number, number>();
  a.forEach((id, rank) => scores.set(id, 1 / (k + rank + 1)));
  b.forEach((id, rank) => scores.set(id, (scores.get(id) ?? 0) + weight / (k + rank + 1)));
  return [...scores].sort((x, y) => y[1] - x[1] || x[0] - y[0]).map(([id]) => id);
}
