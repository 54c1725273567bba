import { expect, it } from 'vitest';
import type { BundleManifest, SourceItem } from '../workers/contract';
import { createLibrary } from '../workers/library/create-library';
import { openCorpus } from '../workers/library/open-corpus';
import { openPrivateFolders } from '../workers/library/private-folders';
import type { BundleFiles } from '../workers/model-files/bundle-files';
import { createRetriever } from '../workers/retrieval/create-retriever';
import { openEmbedder } from '../workers/retrieval/open-embedder';
import { keepEmbedder } from './keep-embedder';
import { MemoryFolders } from './memory-folders';
import { BGE_PREFIX, embedderFolder, expectedVector } from './tiny-embedder';

const none = () => undefined;
const items: SourceItem[] = ['river', 'city'].map((word) => ({
  path: `${word}.txt`,
  file: new Blob([word === 'river' ? 'city which' : 'river river']),
}));
const options = {
  title: 'Words',
  split: { method: 'sentences', targetCharacters: 600, maxCharacters: 900 } as const,
  questionFiles: [],
  questionLimit: null,
  seed: 1,
  onlyEvidence: false,
};
const bundled = { id: 'models/bundled', title: 'Bundled', files: [] as unknown } as BundleManifest;
type Kept = Awaited<ReturnType<typeof keepEmbedder>>;

/** Library and retriever of one machine that keeps these embedders. */
function machine(kept: Kept[]) {
  const root = new MemoryFolders();
  const folders = () => openPrivateFolders(async () => root.handle);
  const filesOf = async (manifest: BundleManifest): Promise<BundleFiles> => {
    const model = kept.find((one) => one.manifest.id === manifest.id);
    return model ? model.openFiles() : openCorpus(manifest, folders);
  };
  let stopAt = Infinity;
  const library = createLibrary({
    openFolders: folders,
    async openEmbedder(manifest) {
      const embedder = await openEmbedder(await filesOf(manifest));
      return {
        ...embedder,
        async passage(title, text) {
          if (--stopAt === 0) await library.stop();
          return embedder.passage(title, text);
        },
      };
    },
    lock: (_, work) => work(),
    requireRoom: async () => undefined,
    newName: () => 'corpus',
    now: () => '2026-01-01T00:00:00.000Z',
  });
  return {
    library,
    stopAtPassage: (number: number) => (stopAt = number),
    embedders: [bundled, ...kept.map(({ manifest }) => manifest)],
    retriever: createRetriever({ openFiles: filesOf, openEmbedder }),
  };
}
const missing = expect.objectContaining({ name: 'embedder-missing' }) as Error;
const cosine = (a: number[], b: number[]) => a.reduce((sum, x, at) => sum + x * (b[at] ?? 0), 0);

it('an embedder of one’s own makes a corpus and searches it, as its makers say', async () => {
  const bge = await keepEmbedder(embedderFolder('bge-small-en-v1.5'));
  const { library, embedders, retriever } = machine([bge]);
  const corpus = await library.create(items, options, bge.manifest, none);
  expect(corpus).toMatchObject({ state: 'ready', embedder: bge.manifest.title, passages: 2 });

  const info = await retriever.load(embedders, corpus.manifest);
  expect(info.embedder).toEqual(bge.manifest);
  const { passages } = await retriever.search('river', 2);
  // The vector of the first token, of a question behind the family's sentence.
  const prefix = BGE_PREFIX.trim()
    .split(/ |(?=:)/)
    .map((word) => (word === ':' ? ':' : '[UNK]'));
  const question = expectedVector([...prefix, 'river'], 'cls');
  const vectors = {
    city: expectedVector(['city', ':', 'river', 'river'], 'cls'),
    river: expectedVector(['river', ':', 'city', 'which'], 'cls'),
  };
  for (const { title, similarity } of passages) {
    expect(similarity).toBeCloseTo(cosine(question, vectors[title as 'city' | 'river']), 5);
  }

  const without = machine([]);
  const file = await library.exportPack(corpus.manifest.id, none);
  const carried = await without.library.importPack(file, none);
  await expect(without.retriever.load(without.embedders, carried.manifest)).rejects.toThrow(
    missing,
  );

  // The same folder taken over on another machine is the same embedder under another id; of other settings it is another.
  const again = await keepEmbedder(embedderFolder('bge-small-en-v1.5'));
  const plain = await keepEmbedder(embedderFolder('tiny'));
  const there = machine([plain, again]);
  const imported = await there.library.importPack(file, none);
  const found = await there.retriever.load(there.embedders, imported.manifest);
  expect(again.manifest.id).not.toBe(bge.manifest.id);
  expect(found.embedder).toEqual(again.manifest);
  expect((await there.retriever.search('river', 2)).passages).toEqual(passages);
}, 60_000);

it('what was begun with an embedder goes on with it only', async () => {
  const bge = await keepEmbedder(embedderFolder('bge-small-en-v1.5'));
  const { library, embedders, stopAtPassage } = machine([bge]);
  stopAtPassage(2);
  await expect(library.create(items, options, bge.manifest, none)).rejects.toThrow(
    expect.objectContaining({ name: 'cancelled' }) as Error,
  );
  await expect(library.resume('corpora/corpus', [bundled], none)).rejects.toThrow(missing);
  expect(await library.list()).toMatchObject([{ state: 'unfinished' }]);
  expect(await library.resume('corpora/corpus', embedders, none)).toMatchObject({ state: 'ready' });
}, 60_000);
