import type { BundleManifest, Corpus, Library, LibraryProgress } from '../contract';
import { Failure } from '../failure';
import type { Embedder } from '../retrieval/embedder';
import { findEmbedder, packEmbedder, type PackEmbedder } from '../retrieval/find-embedder';
import type { CollectLimits } from './collect-passages';
import type { CorpusFolders } from './corpus-folder';
import { embedPieces } from './embed-pieces';
import { Journal } from './journal';
import { corpusId, corpusName, openCorpus } from './open-corpus';
import {
  describeCorpus,
  readInfo,
  readManifest,
  removeCorpus,
  writeManifest,
} from './stored-corpus';

const PROGRESS_MS = 100;

export interface LibraryParts {
  openFolders(): Promise<CorpusFolders>;
  openEmbedder(manifest: BundleManifest): Promise<Embedder>;
  /** Throws `corpus-busy` where another tab holds this name. */
  lock<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Throws `quota-exceeded`. */
  requireRoom(bytes: number): Promise<void>;
  newName(): string;
  /** ISO 8601. */
  now(): string;
  limits?: CollectLimits;
}

/**
 * Corpora of one's own: sources → passages → vectors → a folder in storage. What is written when, and what a crash at any
 * moment leaves: docs/decisions/own-corpora.md. Every visit lists what is there, so readers of formats are loaded only when
 * they are needed.
 */
export function createLibrary(parts: LibraryParts): Library {
  let job: AbortController | undefined;

  /** One at a time; whatever a stopped job throws is `cancelled`. */
  async function work<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
    if (job) throw new Failure('corpus-busy', 'This page works on a corpus already.');
    const { signal } = (job = new AbortController());
    try {
      return await run(signal);
    } catch (error) {
      if (signal.aborted) throw new Failure('cancelled', 'The work was stopped.');
      throw error;
    } finally {
      job = undefined;
    }
  }

  async function describe(name: string): Promise<Corpus> {
    const folder = await (await parts.openFolders()).find(name);
    const corpus = folder && (await describeCorpus(name, folder));
    if (!corpus) throw new Failure('files-missing', `There is no corpus ${name} on this device.`);
    return corpus;
  }

  /** A new corpus; `read` makes all of it but the vectors. */
  function make(
    title: string,
    embedderManifest: BundleManifest,
    read: (made: PackEmbedder & { dimensions: number }, journal: Journal) => Promise<void>,
    onProgress: (progress: LibraryProgress) => void,
    signal: AbortSignal,
  ): Promise<Corpus> {
    const name = parts.newName();
    return parts.lock(name, async () => {
      const folders = await parts.openFolders();
      const embedder = await parts.openEmbedder(embedderManifest);
      const folder = await folders.open(name);
      try {
        const journal = await Journal.begin(folder, { title, createdAt: parts.now() });
        const { dimensions } = embedder;
        await read({ dimensions, ...packEmbedder(embedderManifest) }, journal);
      } catch (error) {
        // Reading is quick beside embedding, and its sources are gone after a reload: it begins anew.
        await folders.remove(name).catch(() => undefined);
        throw error;
      }
      return finish(name, embedder, onProgress, signal);
    });
  }

  /** Goes on where the journal ends, up to the manifest. */
  async function finish(
    name: string,
    embedder: Embedder,
    onProgress: (progress: LibraryProgress) => void,
    signal: AbortSignal,
  ): Promise<Corpus> {
    const folder = await (await parts.openFolders()).open(name);
    const journal = await Journal.open(folder, true);
    const verified = await journal?.verify('pack.json');
    const info = verified && (await readInfo(folder));
    if (!journal || !info)
      throw new Failure('corpus-damaged', 'pack.json is not what was written.');
    if (info.dimensions !== embedder.dimensions) {
      throw new Failure('unusable-file', `It was begun with the embedder "${info.embedder}".`);
    }
    await parts.requireRoom(4 * info.dimensions * info.passages);
    await embedPieces(info, embedder, journal, onProgress, signal);
    const { title, createdAt } = journal.head;
    await writeManifest(folder, {
      id: corpusId(name),
      kind: 'pack',
      title,
      licence: '',
      createdAt,
      files: journal.files,
    });
    await journal.end();
    return describe(name);
  }

  return {
    async list() {
      const folders = await parts.openFolders();
      const found: Corpus[] = [];
      for (const name of await folders.names()) {
        const folder = await folders.find(name);
        const corpus = folder && (await describeCorpus(name, folder));
        if (corpus) found.push(corpus);
        else await parts.lock(name, () => removeUnusable(folders, name)).catch(ignoreBusy);
      }
      return found.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
    },

    inspect: (items, onProgress) =>
      work(async (signal) => {
        const total = items.reduce((sum, { file }) => sum + file.size, 0);
        const tell = throttled(onProgress);
        const { surveySources } = await import('./survey-sources');
        return surveySources(
          items,
          (document, done) => tell({ ...NOTHING_YET, phase: 'looking', done, total, document }),
          signal,
        );
      }),

    async preview(text, split) {
      const { splitStretch } = await import('./split/split-text');
      return splitStretch(text, split);
    },

    create: (items, options, embedderManifest, onProgress) =>
      work(async (signal) => {
        const tell = throttled(onProgress);
        const { readSources } = await import('./read-sources');
        return make(
          options.title,
          embedderManifest,
          (made, journal) => readSources(items, options, made, journal, tell, signal, parts.limits),
          tell,
          signal,
        );
      }),

    embedAnew: (id, title, embedderManifest, onProgress) =>
      work(async (signal) => {
        const { manifest, bytes } = await describe(corpusName(id));
        await parts.requireRoom(bytes);
        const kept = await openCorpus(manifest, parts.openFolders);
        const { copyTexts } = await import('./copy-texts');
        return make(
          title,
          embedderManifest,
          (made, journal) => copyTexts(manifest, kept, made, journal, signal),
          throttled(onProgress),
          signal,
        );
      }),

    resume: (id, embedders, onProgress) =>
      work((signal) =>
        parts.lock(corpusName(id), async () => {
          const corpus = await describe(corpusName(id));
          if (corpus.state === 'ready') return corpus; // another tab was faster
          const folder = await (await parts.openFolders()).open(corpusName(id));
          const info = await readInfo(folder);
          if (!info) throw new Failure('corpus-damaged', 'pack.json is not what was written.');
          const embedder = await parts.openEmbedder(findEmbedder(info, embedders));
          return finish(corpusName(id), embedder, throttled(onProgress), signal);
        }),
      ),

    async stop() {
      job?.abort();
    },

    rename: (id, title) =>
      parts.lock(corpusName(id), async () => {
        const folder = await (await parts.openFolders()).open(corpusName(id));
        const manifest = await readManifest(folder);
        if (!manifest) throw new Failure('files-missing', 'Only a finished corpus can be renamed.');
        await writeManifest(folder, { ...manifest, title });
      }),

    remove: (id) =>
      parts.lock(corpusName(id), async () =>
        removeCorpus(await parts.openFolders(), corpusName(id)),
      ),

    exportPack: (id, onProgress) =>
      work(async (signal) => {
        const { exportCorpus } = await import('./exchange-corpus');
        return exportCorpus(parts, corpusName(id), throttled(onProgress), signal);
      }),

    importPack: (file, onProgress) =>
      work(async (signal) => {
        const { importCorpus } = await import('./exchange-corpus');
        return describe(await importCorpus(parts, file, throttled(onProgress), signal));
      }),
  };
}

const NOTHING_YET = { documents: 0, passages: 0, passagesPerSecond: 0 };

/** Looked at again under the lock: another tab may have finished it meanwhile. */
async function removeUnusable(folders: CorpusFolders, name: string): Promise<void> {
  const folder = await folders.find(name);
  if (folder && !(await describeCorpus(name, folder))) await folders.remove(name);
}

function ignoreBusy(error: unknown): void {
  if (!(error instanceof Failure) || error.name !== 'corpus-busy') throw error;
}

function throttled(
  onProgress: (progress: LibraryProgress) => void,
): (progress: LibraryProgress) => void {
  let toldAt = -Infinity;
  let phase = '';
  return (progress) => {
    const now = performance.now();
    const isLast = progress.total > 0 && progress.done === progress.total;
    if (now - toldAt < PROGRESS_MS && progress.phase === phase && !isLast) return;
    toldAt = now;
    phase = progress.phase;
    onProgress(progress);
  };
}
