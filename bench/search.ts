import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { clusteredVectors } from '../tests/clustered-vectors';
import { openEmbedder } from '../workers/retrieval/open-embedder';
import { readPack } from '../workers/retrieval/pack';
import { CodeRows } from '../workers/retrieval/code-rows';
import { quantise, quantisedIndex } from '../workers/retrieval/quantised-index';
import { byCosine, cosine, vectorAt, type Vectors } from '../workers/retrieval/vector-index';
import { voyIndex } from '../workers/retrieval/voy-index';
import type { BundleManifest } from '../workers/contract';

const DIMENSIONS = 384;
/** The last one is the study's corpus. */
const SIZES = [10_000, 20_000, 50_000, 245_624];
const LARGEST_FOR_VOY = 50_000;
const QUERIES = 20;
const K = 10;

/**
 * `npm run bench:search`: memory, time to build and time per query of voy and of the 8-bit search, on seeded clustered
 * vectors and, for recall, on the bundled pack with its own questions; then one look at all codes, by WebAssembly and by
 * JavaScript. Writes bench/results/search.json. Times are
 * processor time of this process, which other work on the machine disturbs less than wall time.
 */
export async function main(options: string[]): Promise<void> {
  const rows = [];
  for (const count of SIZES) {
    const vectors = clusteredVectors(count, DIMENSIONS, 1);
    const others = clusteredVectors(QUERIES * 97, DIMENSIONS, 2); // in none of these clusters
    const queries = Array.from({ length: QUERIES }, (_, at) =>
      vectorAt(at % 2 === 0 ? others : vectors, at * 97),
    );
    const truth = queries.map((query) => exactly(vectors, query));
    rows.push(
      await measure('8 bits, compared again', count, queries, truth, () => quantised(vectors)),
    );
    rows.push(await measure('8 bits alone', count, queries, truth, async () => rounded(vectors)));
    if (count <= LARGEST_FOR_VOY) {
      rows.push(await measure('voy', count, queries, truth, () => voyIndex(vectors)));
    }
    console.table(rows);
  }
  const machine =
    options[0] ??
    `${os.cpus()[0]?.model.trim() ?? '?'}, ${os.cpus().length} cores, Node ${process.version}`;
  const results = {
    command: 'npm run bench:search',
    machine,
    rows,
    looks: looks(SIZES.at(-1) ?? 0),
    bundledPack: await onBundledPack(),
  };
  mkdirSync('bench/results', { recursive: true });
  writeFileSync('bench/results/search.json', `${JSON.stringify(results, null, 2)}\n`);
  console.log(results.bundledPack);
}

interface Index {
  search(query: Float32Array, k: number): Promise<{ id: number }[]> | { id: number }[];
}

async function measure(
  index: string,
  count: number,
  queries: readonly Float32Array[],
  truth: readonly number[][],
  open: () => Promise<Index>,
) {
  const before = await heldBytes();
  const buildStart = process.cpuUsage();
  const opened = await open();
  const buildMs = Math.round(cpuMs(buildStart));
  const memoryBytes = (await heldBytes()) - before;
  const found: { id: number }[][] = [];
  const start = process.cpuUsage();
  for (const query of queries) found.push(await opened.search(query, K));
  const queryMs = Number((cpuMs(start) / queries.length).toFixed(1));
  const hits = found.flatMap((ids, at) => ids.filter(({ id }) => truth[at]?.includes(id)));
  return {
    index,
    count,
    buildMs,
    memoryBytes,
    queryMs,
    recallAt10: hits.length / (K * queries.length),
  };
}

function cpuMs(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/** Heap, array buffers and WebAssembly memories. */
async function heldBytes(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

const exactly = (vectors: Vectors, query: Float32Array) =>
  Array.from({ length: vectors.count }, (_, id) => ({
    id,
    cosine: cosine(query, vectorAt(vectors, id)),
  }))
    .sort(byCosine)
    .slice(0, K)
    .map(({ id }) => id);

const quantised = (vectors: Vectors) =>
  quantisedIndex({
    ...vectors,
    pieces: (async function* () {
      yield vectors.data;
    })(),
    vectors: async (ids) => ids.map((id) => vectorAt(vectors, id)),
  });

/** What 8 bits would give without the second look, by the codes' own cosines. */
function rounded(vectors: Vectors): Index {
  const data = vectors.data.slice();
  for (let id = 0; id < vectors.count; id++) round(vectorAt({ ...vectors, data }, id));
  const coarse = { ...vectors, data };
  return {
    search(query) {
      const code = query.slice();
      round(code);
      return exactly(coarse, code).map((id) => ({ id }));
    },
  };
}

function round(vector: Float32Array): void {
  const scale = vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / 127;
  for (let i = 0; i < vector.length; i++) vector[i] = Math.round((vector[i] ?? 0) / scale) * scale;
}

/** One look at every code, without the choice of the best: the kernel against a loop with four sums at a time. */
function looks(count: number) {
  const vectors = clusteredVectors(2500, DIMENSIONS, 3);
  const codes = new CodeRows(count, DIMENSIONS);
  const plain = new Int8Array(count * DIMENSIONS);
  for (let id = 0; id < count; id++) {
    const row = codes.row(id);
    quantise(vectorAt(vectors, id % vectors.count), row);
    plain.set(row, id * DIMENSIONS);
  }
  const query = codes.row(7).slice();
  const kernel = (products: Int32Array) => {
    for (const block of codes.products(query)) products.set(block.products, block.first);
  };
  const loop = (products: Int32Array) => {
    const wide = Int32Array.from(query);
    for (let id = 0; id < count; id++) products[id] = dot(plain, id * DIMENSIONS, wide);
  };
  const found = [kernel, loop].map((look) => {
    const products = new Int32Array(count);
    look(products);
    const start = process.cpuUsage();
    for (let i = 0; i < QUERIES; i++) look(products);
    return { products, ms: Number((cpuMs(start) / QUERIES).toFixed(1)) };
  });
  const [simd, plainLoop] = found;
  const equal = simd?.products.every((one, id) => one === plainLoop?.products[id]);
  if (!equal) throw new Error('The kernel gives other products than the loop.');
  return { count, dimensions: DIMENSIONS, webAssemblyMs: simd?.ms, javaScriptMs: plainLoop?.ms };
}

function dot(codes: Int8Array, from: number, query: Int32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let i = 0; i < query.length; i += 4) {
    a = (a + Math.imul(codes[from + i] as number, query[i] as number)) | 0;
    b = (b + Math.imul(codes[from + i + 1] as number, query[i + 1] as number)) | 0;
    c = (c + Math.imul(codes[from + i + 2] as number, query[i + 2] as number)) | 0;
    d = (d + Math.imul(codes[from + i + 3] as number, query[i + 3] as number)) | 0;
  }
  return a + b + c + d;
}

/** Real vectors and real questions: how many of the ten nearest the rounding alone keeps, and with the second look. */
async function onBundledPack() {
  const read = (folder: string) => ({
    read: async (path: string) => new Uint8Array(readFileSync(`public/${folder}/${path}`)),
  });
  const packFolder = 'packs/trivia-encyclopaedia';
  const manifest = JSON.parse(
    readFileSync(`public/${packFolder}/manifest.json`, 'utf8'),
  ) as BundleManifest;
  const pack = await readPack(read(packFolder), manifest.files);
  const [data = new Float32Array()] = await all(pack.vectorPieces());
  const vectors: Vectors = { data, dimensions: pack.dimensions, count: pack.count };
  const embedder = await openEmbedder(read('models/embed-trivia-17m'));
  const coarse = rounded(vectors);
  const fine = await quantised(vectors);
  const asked = pack.questions.filter((_, at) => at % 10 === 0);
  let coarseHits = 0;
  let fineHits = 0;
  for (const { question } of asked) {
    const { vector } = await embedder.question(question);
    const truth = exactly(vectors, vector);
    coarseHits += (await coarse.search(vector, K)).filter(({ id }) => truth.includes(id)).length;
    fineHits += (await fine.search(vector, K)).filter(({ id }) => truth.includes(id)).length;
  }
  const trials = K * asked.length;
  return {
    passages: pack.count,
    questions: asked.length,
    recallAt10Of8BitsAlone: coarseHits / trials,
    recallAt10ComparedAgain: fineHits / trials,
  };
}

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const value of values) found.push(value);
  return found;
}
