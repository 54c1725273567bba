import { createWriteStream, openAsBlob, readFileSync, statSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { parseArgs } from 'node:util';
import { splitPresets } from '../src/library/split-presets';
import type { BundleManifest, Corpus, LibraryProgress, SourceItem } from '../workers/contract';
import { createLibrary } from '../workers/library/create-library';
import { openEmbedder } from '../workers/retrieval/open-embedder';
import { useBoundedDecompression } from './bounded-decompression';
import { diskFolders } from './disk-folders';

const EMBEDDER = 'public/models/embed-trivia-17m';
export const USAGE = `npm run build:pack -- --out pack.tar [options] files and folders

  --title "A name"       name of the corpus (otherwise that of the first source)
  --split demo|paper     how texts are cut (demo)
  --questions PATH       take this file of questions; once for each; its path as in the folder or archive
  --sample N --seed S    only N of the questions, drawn with seed S (1)
  --only-evidence        only documents that these questions name`;

/**
 * A pack file of anybody's texts, with the page's own code: what the Library exports. A run that was stopped goes on when
 * it is started again; its work lies in `<out>.work` until then.
 */
export async function buildOwnPack(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      out: { type: 'string' },
      title: { type: 'string' },
      split: { type: 'string', default: 'demo' },
      questions: { type: 'string', multiple: true, default: [] },
      sample: { type: 'string' },
      seed: { type: 'string', default: '1' },
      'only-evidence': { type: 'boolean', default: false },
    },
  });
  const { out, split, questions } = values;
  if (!out || positionals.length === 0 || !Object.hasOwn(splitPresets, split)) {
    throw new Error(`Usage: ${USAGE}`);
  }
  const embedder = JSON.parse(readFileSync(`${EMBEDDER}/manifest.json`, 'utf8')) as BundleManifest;
  useBoundedDecompression();
  const work = `${out}.work`;
  const library = createLibrary({
    openFolders: async () => diskFolders(work),
    openEmbedder: () =>
      openEmbedder({ read: async (path) => new Uint8Array(readFileSync(`${EMBEDDER}/${path}`)) }),
    lock: (_, run) => run(),
    requireRoom: async () => undefined,
    newName: () => crypto.randomUUID().slice(0, 13),
    now: () => new Date().toISOString(),
  });
  const [begun] = await library.list();
  let corpus: Corpus;
  if (begun) {
    console.log(`Going on with "${begun.manifest.title}" in ${work}; delete it to begin anew.`);
    corpus = await library.resume(begun.manifest.id, [embedder], tell);
  } else {
    const items = (await Promise.all(positionals.map(itemsOf))).flat();
    corpus = await library.create(
      items,
      {
        title: values.title ?? basename(positionals[0] ?? ''),
        split: splitPresets[split as keyof typeof splitPresets],
        questionFiles: questions,
        questionLimit: values.sample === undefined ? null : Number(values.sample),
        seed: Number(values.seed),
        onlyEvidence: values['only-evidence'],
      },
      embedder,
      tell,
    );
  }
  const pack = await library.exportPack(corpus.manifest.id, tell);
  await pipeline(Readable.fromWeb(pack.stream() as WebStream), createWriteStream(out));
  await rm(work, { recursive: true });
  for (const { path, reason } of corpus.leftOut) console.log(`left out: ${path}: ${reason}`);
  console.log(
    `${out}: ${corpus.passages} passages of ${corpus.documents} documents, ${corpus.questions} questions, ${corpus.leftOutCount} files left out`,
  );
}

/** As the page's pickers name them: in a folder, paths begin with the folder's name. */
async function itemsOf(source: string): Promise<SourceItem[]> {
  if (!statSync(source).isDirectory()) {
    return [{ path: basename(source), file: await openAsBlob(source) }];
  }
  const root = dirname(join(source, '.'));
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const path = join(parentPath, name);
      const shown = relative(root, path).split(/[\\/]/).join('/');
      return { path: shown, file: await openAsBlob(path) };
    }),
  );
}

let toldAt = 0;
function tell({ phase, done, total, passages, passagesPerSecond }: LibraryProgress): void {
  if (performance.now() - toldAt < 5000) return;
  toldAt = performance.now();
  const pace = passagesPerSecond > 0 ? `, ${passagesPerSecond.toFixed(1)} passages/s` : '';
  console.log(`${phase}: ${((100 * done) / total).toFixed(1)} %, ${passages} passages${pace}`);
}
