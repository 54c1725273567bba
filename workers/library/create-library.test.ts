import { describe, expect, it } from 'vitest';
import { Killed, MemoryFolders } from '../../tests/memory-folders';
import type {
  BundleManifest,
  Corpus,
  CorpusOptions,
  LibraryProgress,
  SourceItem,
} from '../contract';
import type { Embedder } from '../retrieval/embedder';
import { readPack } from '../retrieval/pack';
import { createLibrary } from './create-library';
import { openCorpus } from './open-corpus';
import { openPrivateFolders } from './private-folders';

const DIMENSIONS = 8;
const embedderManifest = { id: 'models/letters', files: [] as unknown } as BundleManifest;

/** Counts letters, so that a passage's vector can be told from its text. */
function letterVector(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS).fill(0.01);
  for (const letter of text) {
    const at = letter.charCodeAt(0) % DIMENSIONS;
    vector[at] = (vector[at] ?? 0) + 1;
  }
  const norm = Math.hypot(...vector);
  return vector.map((value) => value / norm);
}

interface Here {
  busy?: Set<string>;
  names?: string;
  onEmbed?: (embedded: number) => void;
}

function openHere(root: MemoryFolders, options: Here = {}) {
  let embedded = 0;
  let number = 0;
  const embedder: Embedder = {
    dimensions: DIMENSIONS,
    question: async (text) => ({ vector: letterVector(text), truncated: false }),
    async passage(title, text) {
      embedded++;
      options.onEmbed?.(embedded);
      return { vector: letterVector(`${title}: ${text}`), truncated: false };
    },
  };
  const library = createLibrary({
    openFolders: () => openPrivateFolders(async () => root.handle),
    openEmbedder: async () => embedder,
    async lock(name, work) {
      if (options.busy?.has(name)) throw Object.assign(new Error(), { name: 'corpus-busy' });
      return work();
    },
    requireRoom: async () => undefined,
    newName: () => `${options.names ?? 'corpus'}-${++number}`,
    now: () => `2026-01-0${number + 1}T00:00:00.000Z`,
  });
  return { library, embedded: () => embedded };
}

const item = (path: string, content: string): SourceItem => ({ path, file: new Blob([content]) });
const paragraph = (name: string, at: number) =>
  `Paragraph ${at} about ${name} tells that its number is ${at}. `.repeat(8).trim();
const story = (name: string, paragraphs: number) =>
  Array.from({ length: paragraphs }, (_, at) => paragraph(name, at)).join('\n\n');

const options: CorpusOptions = {
  title: 'Stories',
  split: { method: 'sentences', targetCharacters: 600, maxCharacters: 900 },
  questionFiles: [],
  questionLimit: null,
  seed: 1,
  onlyEvidence: false,
};
const none = () => undefined;

async function contentOf(root: MemoryFolders, corpus: Corpus) {
  const files = await openCorpus(corpus.manifest, () =>
    openPrivateFolders(async () => root.handle),
  );
  const pack = await readPack(files, corpus.manifest.files);
  const ids = Array.from({ length: pack.count }, (_, id) => id);
  return { pack, passages: await pack.passages(ids), vectors: await pack.vectors(ids) };
}

describe('a corpus of one’s own', () => {
  const items = [item('tales/b.txt', story('foxes', 30)), item('tales/a.txt', story('owls', 700))];

  it('holds every passage with its vector, in the order of the paths', async () => {
    const root = new MemoryFolders();
    const { library } = openHere(root);
    const progress: LibraryProgress[] = [];
    const corpus = await library.create(items, options, embedderManifest, (one) =>
      progress.push(one),
    );
    expect(corpus).toMatchObject({ state: 'ready', documents: 2, embedder: 'letters' });
    const { pack, passages, vectors } = await contentOf(root, corpus);
    expect(pack.count).toBe(corpus.passages);
    expect(corpus.passages).toBeGreaterThan(512);
    expect(passages[0]).toMatchObject({ title: 'a', text: expect.stringContaining('owls') });
    expect(passages.at(-1)?.title).toBe('b');
    expect(
      passages
        .map(({ text }) => text)
        .join(' ')
        .split(/\s+/),
    ).toEqual(`${story('owls', 700)} ${story('foxes', 30)}`.split(/\s+/));
    for (const [at, { title, text }] of passages.entries()) {
      expect(vectors[at]).toEqual(letterVector(`${title}: ${text}`));
    }
    expect(new Set(progress.map(({ phase }) => phase))).toEqual(new Set(['reading', 'embedding']));
    expect(await library.list()).toEqual([corpus]);
  });

  it('goes on where it was stopped, and says so', async () => {
    const root = new MemoryFolders();
    const { library, embedded } = openHere(root, {
      onEmbed: (count) => {
        if (count === 300) void library.stop();
      },
    });
    const stopped = library.create(items, options, embedderManifest, none);
    await expect(stopped).rejects.toThrow(expect.objectContaining({ name: 'cancelled' }) as Error);
    const [unfinished] = await library.list();
    expect(unfinished).toMatchObject({ state: 'unfinished', embedded: 256 });
    expect(embedded()).toBe(300);
    const again = openHere(root);
    const corpus = await again.library.resume('corpora/corpus-1', [embedderManifest], none);
    expect(corpus.state).toBe('ready');
    expect(again.embedded()).toBe(corpus.passages - 256);
  });

  it('can be renamed and removed', async () => {
    const root = new MemoryFolders();
    const { library } = openHere(root);
    const { manifest } = await library.create(items, options, embedderManifest, none);
    await library.rename(manifest.id, 'Owls');
    expect((await library.list())[0]?.manifest.title).toBe('Owls');
    await library.remove(manifest.id);
    expect(await library.list()).toEqual([]);
    expect(root.folders.get('corpora')?.folders.size).toBe(0);
  });

  it('is named when a piece of it was damaged', async () => {
    const root = new MemoryFolders();
    const { library } = openHere(root);
    const corpus = await library.create(items, options, embedderManifest, none);
    const folder = root.folders.get('corpora')?.folders.get('corpus-1');
    folder?.files.files.get('vectors-00001.f32')?.fill(0, 0, 4);
    const { pack } = await contentOf(root, corpus).catch((error: unknown) => {
      expect(error).toMatchObject({ name: 'corpus-damaged' });
      return { pack: undefined };
    });
    expect(pack).toBeUndefined();
  });

  it('goes to another machine as one file, and comes back the same', async () => {
    const here = new MemoryFolders();
    const there = new MemoryFolders();
    const corpus = await openHere(here).library.create(items, options, embedderManifest, none);
    const file = await openHere(here).library.exportPack(corpus.manifest.id, none);
    const { library } = openHere(there);
    expect(await library.importPack(file, none)).toEqual(corpus);
    expect(await contentOf(there, corpus)).toMatchObject({
      passages: (await contentOf(here, corpus)).passages,
    });
    // A second time it is there already.
    await library.importPack(file, none);
    expect(await library.list()).toHaveLength(1);
  });

  it('is not imported from a damaged or cut file, and nothing is kept', async () => {
    const here = new MemoryFolders();
    const corpus = await openHere(here).library.create(items, options, embedderManifest, none);
    const file = await openHere(here).library.exportPack(corpus.manifest.id, none);
    const bytes = new Uint8Array(await file.arrayBuffer());
    const flipped = bytes.slice();
    const middle = Math.floor(bytes.length / 2);
    flipped[middle] = (flipped[middle] ?? 0) ^ 1;
    for (const broken of [flipped, bytes.slice(0, bytes.length / 2), bytes.slice(0, 700)]) {
      const there = new MemoryFolders();
      const { library } = openHere(there);
      await expect(library.importPack(new Blob([broken]), none)).rejects.toThrow(
        expect.objectContaining({
          name: expect.stringMatching(/unreadable-source|corpus-damaged/) as string,
        }) as Error,
      );
      expect(await library.list()).toEqual([]);
    }
  });

  it('is left alone by a second tab', async () => {
    const root = new MemoryFolders();
    await openHere(root).library.create(items, options, embedderManifest, none);
    const { library } = openHere(root, { busy: new Set(['corpus-1']) });
    await expect(library.remove('corpora/corpus-1')).rejects.toThrow(
      expect.objectContaining({ name: 'corpus-busy' }) as Error,
    );
  });
});

describe('a process that is killed', () => {
  const items = [item('a.txt', story('owls', 700)), item('b.txt', story('foxes', 30))];

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'at random moment %i loses nothing that was finished',
    async (seed) => {
      // Deterministic and different: any of the changes that making this corpus takes, up to three kills in a row.
      const root = new MemoryFolders();
      const wanted = new MemoryFolders();
      const expected = await contentOf(
        wanted,
        await openHere(wanted).library.create(items, options, embedderManifest, none),
      );
      let state = 1000 + seed;
      const random = (below: number) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        return Math.floor((state / 2 ** 32) * below);
      };
      let finished: Corpus | undefined;
      let embeddedBefore = 0;
      for (let life = 0; !finished; life++) {
        const { library } = openHere(root, { names: `life${life}` });
        const [known] = await library.list();
        // What was finished before the kill is finished after it.
        expect(known?.embedded ?? 0).toBeGreaterThanOrEqual(embeddedBefore);
        root.killAfter = life < 3 ? random(60) : Infinity;
        try {
          finished = known
            ? await library.resume(known.manifest.id, [embedderManifest], none)
            : await library.create(items, options, embedderManifest, none);
        } catch (error) {
          expect(error).toBeInstanceOf(Killed);
        }
        root.revive();
        const [left] = await openHere(root).library.list();
        // It resumes, or it is cleanly absent.
        if (!left) expect(root.folders.get('corpora')?.folders.size ?? 0).toBe(0);
        else expect(['ready', 'unfinished']).toContain(left.state);
        embeddedBefore = left?.embedded ?? 0;
        if (left?.state === 'ready') finished = left;
      }
      const { passages, vectors } = await contentOf(root, finished);
      expect(passages).toEqual(expected.passages);
      expect(vectors).toEqual(expected.vectors);
    },
  );
});
