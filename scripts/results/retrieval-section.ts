import { existsSync, readFileSync } from 'node:fs';
import type { SearchBy } from '../../workers/contract';
import type { ResultsSection } from '../results';
import { count, link as linkTo, table } from './markdown';

interface Recall {
  machine: string;
  heldOut: {
    questions: number;
    ways: {
      by: SearchBy;
      recall: { k: number; percent: number; won: number; lost: number; p: number }[];
    }[];
  };
  wordIndexes: { count: number; buildMs: number; memoryBytes: number; queryMs: number }[];
}

interface Search {
  machine: string;
  rows: {
    index: string;
    count: number;
    buildMs: number;
    memoryBytes: number;
    queryMs: number;
    recallAt10: number;
  }[];
  /** One look at all codes; missing in files from before the kernel. */
  looks?: { count: number; dimensions: number; webAssemblyMs: number; javaScriptMs: number };
}

interface Archive {
  command: string;
  archiveBytes: number;
  textBytes: number;
  runs: { what: string; documents: number; seconds: number; peakBytes: number }[];
}

/** `npm run bench:recall`, `bench:search`, `bench:archive`. */
const section: ResultsSection = {
  order: 40,
  render() {
    const parts = [
      recall(read<Recall>('recall')),
      search(read<Search>('search')),
      archive(read<Archive>('archive')),
    ].filter((part) => part !== '');
    return parts.length > 0 ? `## Retrieval\n\n${parts.join('\n\n')}` : undefined;
  },
};
export default section;

const read = <T>(name: string): T | undefined => {
  const path = `bench/results/${name}.json`;
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as T) : undefined;
};
const link = (name: string) => linkTo(`bench/results/${name}.json`);
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
const names: Record<SearchBy, string> = {
  meaning: 'meaning (embeddings)',
  words: 'words (BM25)',
  both: 'both, ranks fused',
};

function recall(results: Recall | undefined): string {
  if (!results) return '';
  const { heldOut, machine, wordIndexes } = results;
  const ks = heldOut.ways[0]?.recall.map(({ k }) => k) ?? [];
  const rows = heldOut.ways.map(({ by, recall: at }) => [
    names[by],
    ...at.map(({ percent, won, lost, p }) =>
      by === 'meaning' ? `${percent}` : `${percent} (+${won} −${lost}, p = ${p})`,
    ),
  ]);
  return `From ${link('recall')}, by \`npm run bench:recall\`: share of the ${count(heldOut.questions)} held-out questions of the encyclopaedia with a passage
known to hold the answer among the first k, in %. In brackets, against search by meaning: questions won and lost, McNemar's exact p. The
constant of the fusion was chosen on the other questions.

${table(['found by', ...ks.map((k) => `k = ${k}`)], rows)}

Memory of an index of words, of passages of a hundred words (${machine}): ${wordIndexes
    .map(
      (one) =>
        `${count(one.count)} passages ${megabytes(one.memoryBytes)}, ${one.queryMs} ms a question`,
    )
    .join('; ')}.`;
}

function search(results: Search | undefined): string {
  if (!results) return '';
  const rows = results.rows.map((row) => [
    row.index,
    count(row.count),
    `${(row.buildMs / 1000).toFixed(1)} s`,
    megabytes(row.memoryBytes),
    `${row.queryMs} ms`,
    String(row.recallAt10),
  ]);
  return `From ${link('search')}, by \`npm run bench:search\` (${results.machine}, processor time), 384 dimensions. '8 bits' is what searches above 20,000 passages. ${
    results.looks
      ? `One look at ${count(results.looks.count)} × ${results.looks.dimensions} codes: ${results.looks.webAssemblyMs} ms, by a loop in JavaScript ${results.looks.javaScriptMs} ms.`
      : 'These times are of the loop in JavaScript that its WebAssembly kernel has replaced since (docs/LOG.md); voy built while other work ran.'
  }

${table(['index', 'passages', 'to build', 'memory', 'a query', 'recall@10 of exact'], rows)}`;
}

function archive(results: Archive | undefined): string {
  if (!results) return '';
  const { command, archiveBytes, textBytes, runs } = results;
  return `From ${link('archive')}, by \`${command}\`: an archive in the form of TriviaQA's, ${megabytes(textBytes)} of made-up text in ${megabytes(archiveBytes)}; the highest
memory beyond that before. ${runs
    .map(
      ({ what, documents, seconds, peakBytes }) =>
        `${what}: ${count(documents)} documents, ${megabytes(peakBytes)}, ${seconds} s`,
    )
    .join('; ')}.`;
}
