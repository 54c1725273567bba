import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  openAsBlob,
  rmSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { createGzip } from 'node:zlib';
import { splitPresets } from '../src/library/split-presets';
import { seededRandom } from '../tests/clustered-vectors';
import type { SourceItem } from '../workers/contract';
import { useBoundedDecompression } from '../scripts/bounded-decompression';
import { collectPassages } from '../workers/library/collect-passages';
import { surveySources } from '../workers/library/survey-sources';
import { triviaQaArchive } from '../tests/triviaqa-archive';

const DOCUMENT_CHARACTERS = 30_000;
const QUESTIONS = 500;
const still = new AbortController().signal;

/**
 * `npm run bench:archive -- 450`: memory while an archive in the form of TriviaQA's, with so many MB of made-up text, is looked at
 * and read, with the evidence of some questions only and with all of it. Writes bench/results/archive.json.
 */
export async function main([megabytes = '450']: string[]): Promise<void> {
  const documents = Math.round((Number(megabytes) * 1e6) / DOCUMENT_CHARACTERS);
  useBoundedDecompression();
  const folder = mkdtempSync(join(os.tmpdir(), 'archive-'));
  const path = join(folder, 'triviaqa-rc.tar.gz');
  try {
    const plain = triviaQaArchive(documents, textMaker(), QUESTIONS);
    await pipeline(
      Readable.fromWeb(plain as WebStream),
      createGzip({ level: 1 }),
      createWriteStream(path),
    );
    const items: SourceItem[] = [{ path: 'triviaqa-rc.tar.gz', file: await openAsBlob(path) }];
    const questionFile = 'qa/wikipedia-dev.json';
    const collect = (onlyEvidence: boolean) => () => {
      const options = {
        title: '',
        split: splitPresets.paper,
        questionFiles: [questionFile],
        questionLimit: 100,
        seed: 1,
        onlyEvidence,
      };
      const sink = { passage: async () => undefined, progress: () => undefined };
      return collectPassages(items, options, sink, still);
    };
    const runs = [
      await measured('looked at', async () => {
        const { documents, evidence } = await surveySources(items, () => undefined, still);
        return { documents, evidence };
      }),
      await measured('read, evidence of 100 questions', collect(true)),
      await measured('read, all of it', collect(false)),
    ];
    const results = {
      command: `npm run bench:archive -- ${megabytes}`,
      machine: `${os.cpus()[0]?.model.trim() ?? '?'}, ${os.cpus().length} cores, Node ${process.version}`,
      archiveBytes: items[0]?.file.size,
      textBytes: documents * DOCUMENT_CHARACTERS,
      runs,
    };
    mkdirSync('bench/results', { recursive: true });
    writeFileSync('bench/results/archive.json', `${JSON.stringify(results, null, 2)}\n`);
    console.log(results);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Heap and array buffers beyond those before, at their highest; looked at every few milliseconds. */
async function measured(
  what: string,
  work: () => Promise<{ documents: number; passages?: number; evidence?: number }>,
) {
  const bytes = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  globalThis.gc?.();
  const before = bytes();
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, bytes() - before)), 5);
  const start = process.cpuUsage();
  const { documents, passages, evidence } = await work();
  const { user, system } = process.cpuUsage(start);
  clearInterval(timer);
  globalThis.gc?.();
  const seconds = Number(((user + system) / 1e6).toFixed(1));
  return {
    what,
    documents,
    passages,
    evidence,
    seconds,
    peakBytes: peak,
    keptBytes: bytes() - before,
  };
}

/** Sentences of made-up words, which gzip shrinks about as much as English. */
function textMaker(): (number: number) => string {
  const random = seededRandom(1);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const syllables = [
    'ba',
    'ko',
    'lin',
    'mar',
    'nu',
    'pel',
    'ros',
    'sti',
    'tan',
    'ver',
    'wim',
    'zo',
  ];
  const words = Array.from({ length: 20_000 }, () =>
    Array.from({ length: 1 + Math.floor(random() * 4) }, () => pick(syllables)).join(''),
  );
  // Pieces are made once: what is measured is reading.
  const sentences = Array.from({ length: 5000 }, () => {
    const line = Array.from({ length: 6 + Math.floor(random() * 14) }, () => pick(words)).join(' ');
    return `${line}.`;
  });
  return (number) => {
    let text = `Document ${number}.`;
    while (text.length < DOCUMENT_CHARACTERS) {
      text += random() < 0.15 ? `\n\n${pick(sentences)}` : ` ${pick(sentences)}`;
    }
    return text.slice(0, DOCUMENT_CHARACTERS);
  };
}
