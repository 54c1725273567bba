import { beforeAll, describe, expect, it } from 'vitest';
import { MemoryFolders } from '../../tests/memory-folders';
import { seededRandom } from '../../tests/clustered-vectors';
import type { Corpus, CorpusOptions, Library } from '../contract';
import { embedderManifest, item, openHere, options as defaults } from './letter-library.test-data';
import { openCorpus } from './open-corpus';
import { openPrivateFolders } from './private-folders';

const none = () => undefined;
/** Short passages, three pieces of them: enough changes to be killed at, and quick. */
const lines = (name: string, count: number) =>
  Array.from({ length: count }, (_, at) => `The ${name} number ${at} counts ${at % 97} mice.`);
const items = [
  item('a.txt', lines('owl', 650).join('\n\n')),
  item('b.txt', lines('fox', 30).join('\n\n')),
];
const options: CorpusOptions = {
  ...defaults,
  split: { method: 'sentences', targetCharacters: 30, maxCharacters: 60 },
};
const random = seededRandom(7);

/** What the disk may hold of a write that a power cut interrupted. */
const torn = {
  half: (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2),
  nothing: () => new Uint8Array(),
  zeros: (bytes: Uint8Array) => new Uint8Array(bytes.length),
  noise: (bytes: Uint8Array) => bytes.map(() => Math.floor(256 * random())),
  'half and noise': (bytes: Uint8Array) =>
    bytes.map((byte, at) => (at < bytes.length / 2 ? byte : Math.floor(256 * random()))),
};
type Torn = keyof typeof torn;

let whole: Corpus;
let pack: Blob;
let changes: number;
beforeAll(async () => {
  const root = new MemoryFolders();
  const { library } = openHere(root);
  whole = await library.create(items, options, embedderManifest, none);
  changes = root.changes;
  expect(whole.passages).toBe(680);
  pack = await library.exportPack(whole.manifest.id, none);
});

/** Whether the work came to its end before the kill. */
async function killed(root: MemoryFolders, after: number, how: Torn, work: () => Promise<unknown>) {
  root.torn = torn[how];
  root.killAfter = after;
  const dead = await work().then(
    () => false,
    () => {
      expect(root.dead).toBe(true);
      return true;
    },
  );
  root.revive();
  return dead;
}

/** The only corpus that is left, if any; what cannot go on is gone from the disk too. */
async function left(root: MemoryFolders): Promise<Corpus | undefined> {
  const [corpus, ...others] = await openHere(root).library.list();
  expect(others).toEqual([]);
  if (!corpus) expect(root.folders.get('corpora')?.folders.size ?? 0).toBe(0);
  else expect(['ready', 'unfinished']).toContain(corpus.state);
  return corpus;
}

/** Every file has the bytes of the corpus that nobody killed: each is read, which compares its hash. */
async function expectWhole(root: MemoryFolders, { manifest }: Corpus): Promise<void> {
  expect(manifest.files).toEqual(whole.manifest.files);
  const files = await openCorpus(manifest, () => openPrivateFolders(async () => root.handle));
  for (const { path } of manifest.files) await files.read(path);
}

const create = (library: Library) => library.create(items, options, embedderManifest, none);
const goOn = (library: Library, begun: Corpus | undefined) =>
  begun ? library.resume(begun.manifest.id, [embedderManifest], none) : create(library);

describe('making a corpus', () => {
  it.each(Object.keys(torn) as Torn[])(
    'and killed at any change, with %s of the write in hand on the disk, loses nothing that was finished',
    async (how) => {
      expect(changes).toBeGreaterThan(40);
      let resumed = 0;
      for (let after = 0; after < changes; after++) {
        const root = new MemoryFolders();
        expect(await killed(root, after, how, () => create(openHere(root).library))).toBe(true);
        const corpus = await left(root);
        const { library, embedded } = openHere(root, { names: 'again' });
        const made = await goOn(library, corpus);
        // Whatever had its vectors is not embedded a second time.
        expect(embedded()).toBe(whole.passages - (corpus?.embedded ?? 0));
        if (corpus && corpus.embedded > 0) resumed++;
        await expectWhole(root, made);
      }
      expect(resumed).toBeGreaterThan(5);
    },
    120_000,
  );

  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'and killed again and again at random moments (%i) ends with the same corpus',
    async (seed) => {
      const draw = seededRandom(seed);
      const ways = Object.keys(torn) as Torn[];
      const root = new MemoryFolders();
      let embeddedBefore = 0;
      let corpus: Corpus | undefined;
      for (let life = 0; corpus?.state !== 'ready'; life++) {
        const after = life < 6 ? Math.floor(draw() * changes) : Infinity;
        const how = ways[Math.floor(draw() * ways.length)] ?? 'half';
        const { library } = openHere(root, { names: `life${life}` });
        const begun = corpus;
        await killed(root, after, how, () => goOn(library, begun));
        corpus = await left(root);
        expect(corpus?.embedded ?? 0).toBeGreaterThanOrEqual(embeddedBefore);
        embeddedBefore = corpus?.embedded ?? 0;
      }
      await expectWhole(root, corpus);
    },
  );

  it('a finished piece that the disk lost after all is made again, alone', async () => {
    const root = new MemoryFolders();
    let stop = none;
    const { library } = openHere(root, { onEmbed: (count) => count === 520 && stop() });
    stop = () => void library.stop();
    await expect(create(library)).rejects.toThrow(/stopped/);
    const corpus = await left(root);
    expect(corpus?.embedded).toBe(512);
    const files = root.folders.get('corpora')?.folders.get('corpus-1')?.files.files;
    files?.get('vectors-00000.f32')?.fill(0);
    const again = openHere(root);
    await expectWhole(root, await goOn(again.library, corpus));
    expect(again.embedded()).toBe(whole.passages - 256);
  });
});

describe('other work, killed at any change', () => {
  it.each(Object.keys(torn) as Torn[])(
    'importing (%s) leaves the whole corpus or nothing',
    async (how) => {
      for (let after = 0, dead = true; dead; after++) {
        const root = new MemoryFolders();
        dead = await killed(root, after, how, () => openHere(root).library.importPack(pack, none));
        const corpus = await left(root);
        if (corpus) await expectWhole(root, corpus);
        await expectWhole(root, await openHere(root).library.importPack(pack, none));
      }
    },
    60_000,
  );

  it.each(Object.keys(torn) as Torn[])(
    'renaming (%s) leaves the old name or the new one',
    async (how) => {
      for (let after = 0, dead = true; dead; after++) {
        const root = new MemoryFolders();
        const { library } = openHere(root);
        const { manifest } = await library.importPack(pack, none);
        dead = await killed(root, after, how, () => library.rename(manifest.id, 'New'));
        const corpus = await left(root);
        expect([options.title, 'New']).toContain(corpus?.manifest.title);
        if (corpus) await expectWhole(root, corpus);
      }
    },
    60_000,
  );

  it('removing leaves the whole corpus or nothing', async () => {
    for (let after = 0, dead = true; dead; after++) {
      const root = new MemoryFolders();
      const { library } = openHere(root);
      const { manifest } = await library.importPack(pack, none);
      dead = await killed(root, after, 'half', () => library.remove(manifest.id));
      const corpus = await left(root);
      if (corpus) await expectWhole(root, corpus);
    }
  });
});
