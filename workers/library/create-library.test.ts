import { describe, expect, it } from 'vitest';
import { letterVector } from '../../tests/letter-vector';
import { MemoryFolders } from '../../tests/memory-folders';
import type { LibraryProgress } from '../contract';
import {
  contentOf,
  embedderManifest,
  item,
  openHere,
  options,
  story,
} from './letter-library.test-data';

const none = () => undefined;

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

  it('gets the vectors of another embedder as a second corpus, also in two goes', async () => {
    const root = new MemoryFolders();
    const first = await openHere(root).library.create(items, options, embedderManifest, none);
    const other = { ...embedderManifest, id: 'models/others' };
    const { library } = openHere(root, {
      names: 'anew',
      onEmbed: (count) => {
        if (count === 300) void library.stop();
      },
    });
    const stopped = library.embedAnew(first.manifest.id, 'Stories, anew', other, none);
    await expect(stopped).rejects.toThrow(expect.objectContaining({ name: 'cancelled' }) as Error);
    expect(await library.list()).toMatchObject([
      { state: 'ready', embedder: 'letters' },
      { state: 'unfinished', embedder: 'others', embedded: 256 },
    ]);
    const again = openHere(root);
    const second = await again.library.resume('corpora/anew-1', [other], none);
    expect(again.embedded()).toBe(first.passages - 256);
    expect(second).toMatchObject({ state: 'ready', embedder: 'others', sources: first.sources });
    const [before, after] = [await contentOf(root, first), await contentOf(root, second)];
    expect(after.passages).toEqual(before.passages);
    expect(after.vectors).toEqual(before.vectors); // both embedders count letters
  });

  it('with a damaged text gets no new vectors, and nothing is kept of them', async () => {
    const root = new MemoryFolders();
    const { library } = openHere(root);
    const { manifest } = await library.create(items, options, embedderManifest, none);
    const folder = root.folders.get('corpora')?.folders.get('corpus-1');
    folder?.files.files.get('passages-00001.json')?.fill(0, 0, 4);
    const anew = library.embedAnew(manifest.id, 'Anew', embedderManifest, none);
    await expect(anew).rejects.toThrow(
      expect.objectContaining({ name: 'corpus-damaged' }) as Error,
    );
    expect([...(root.folders.get('corpora')?.folders.keys() ?? [])]).toEqual(['corpus-1']);
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
