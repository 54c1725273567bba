import { LETTER_DIMENSIONS, letterVector } from '../../tests/letter-vector';
import type { MemoryFolders } from '../../tests/memory-folders';
import type { BundleManifest, Corpus, CorpusOptions, SourceItem } from '../contract';
import type { Embedder } from '../retrieval/embedder';
import { readPack } from '../retrieval/pack';
import { createLibrary } from './create-library';
import { openCorpus } from './open-corpus';
import { openPrivateFolders } from './private-folders';

export const embedderManifest = { id: 'models/letters', files: [] as unknown } as BundleManifest;

interface Here {
  busy?: Set<string>;
  names?: string;
  onEmbed?: (embedded: number) => void;
}

/** The library over a storage in memory, with an embedder that counts letters. */
export function openHere(root: MemoryFolders, options: Here = {}) {
  let embedded = 0;
  let number = 0;
  const embedder: Embedder = {
    dimensions: LETTER_DIMENSIONS,
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

export const item = (path: string, content: string): SourceItem => ({
  path,
  file: new Blob([content]),
});
const paragraph = (name: string, at: number) =>
  `Paragraph ${at} about ${name} tells that its number is ${at}. `.repeat(8).trim();
export const story = (name: string, paragraphs: number) =>
  Array.from({ length: paragraphs }, (_, at) => paragraph(name, at)).join('\n\n');

export const options: CorpusOptions = {
  title: 'Stories',
  split: { method: 'sentences', targetCharacters: 600, maxCharacters: 900 },
  questionFiles: [],
  questionLimit: null,
  seed: 1,
  onlyEvidence: false,
};
/** All passages and vectors of a finished corpus, their hashes compared. */
export async function contentOf(root: MemoryFolders, corpus: Corpus) {
  const files = await openCorpus(corpus.manifest, () =>
    openPrivateFolders(async () => root.handle),
  );
  const pack = await readPack(files, corpus.manifest.files);
  const ids = Array.from({ length: pack.count }, (_, id) => id);
  return { pack, passages: await pack.passages(ids), vectors: await pack.vectors(ids) };
}
