import type { BundleManifest, Retriever, SearchBy } from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import type { Embedder } from './embedder';
import { exactIndex } from './exact-index';
import { findEmbedder } from './find-embedder';
import { readPack, type Pack } from './pack';
import { quantisedIndex } from './quantised-index';
import { cosine, type Neighbour, type VectorIndex, type Vectors } from './vector-index';
import { VOY_COMFORTABLE_COUNT, voyIndex } from './voy-index';
import { fuseRanks, wordIndex, type WordIndex } from './word-index';

/** Above, an index of words in JavaScript objects would take more memory than all vectors. */
const WORDS_COMFORTABLE_COUNT = 20_000;
/** So many of each list are fused, at least. */
const FUSED = 100;

export interface RetrieverParts {
  openFiles(manifest: BundleManifest): Promise<BundleFiles>;
  openEmbedder(files: BundleFiles): Promise<Embedder>;
}

interface Loaded {
  pack: Pack;
  embedder: Embedder;
  index: VectorIndex;
  /** Made when it is first asked for. */
  words(): Promise<WordIndex>;
}

/** Question in, nearest passages out; it knows nothing of readers. */
export function createRetriever(parts: RetrieverParts): Retriever {
  let loaded: Loaded | undefined;

  function need(): Loaded {
    if (!loaded) throw new Failure('internal', 'The retriever was asked before it was loaded.');
    return loaded;
  }

  return {
    async load(embedders, packManifest) {
      const start = performance.now();
      loaded = undefined;
      const pack = await readPack(await parts.openFiles(packManifest), packManifest.files);
      const embedderManifest = findEmbedder(pack, embedders);
      const embedder = await parts.openEmbedder(await parts.openFiles(embedderManifest));
      if (embedder.dimensions !== pack.dimensions) {
        throw new Failure(
          'unusable-file',
          `The pack's vectors have ${pack.dimensions} dimensions, the embedder's ${embedder.dimensions}.`,
        );
      }
      const index = await openIndex(pack);
      loaded = { pack, embedder, index, words: once(() => openWords(pack)) };
      return {
        packTitle: pack.title || packManifest.title,
        passages: pack.count,
        questions: pack.questions,
        embedder: embedderManifest,
        dimensions: embedder.dimensions,
        index: index.kind,
        words: pack.count <= WORDS_COMFORTABLE_COUNT,
        loadMs: performance.now() - start,
      };
    },

    async search(question, k, by = 'meaning') {
      const { pack, embedder } = need();
      const text = question.trim();
      if (text === '') throw new Failure('empty-question', 'The question is empty.');
      const words = by === 'meaning' ? undefined : await need().words();
      const embedStart = performance.now();
      const { vector, truncated } = await embedder.question(text);
      const searchStart = performance.now();
      const neighbours = await find(need(), words, text, vector, k, by);
      const end = performance.now();
      const passages = await pack.passages(neighbours.map(({ id }) => id));
      return {
        passages: passages.map((passage, at) => ({
          ...passage,
          rank: at + 1,
          similarity: neighbours[at]?.cosine ?? 0,
        })),
        corpusSize: pack.count,
        embedMs: searchStart - embedStart,
        searchMs: end - searchStart,
        questionTruncated: truncated,
      };
    },

    passages: async (ids) => need().pack.passages(ids),
  };
}

async function find(
  { pack, index }: Loaded,
  words: WordIndex | undefined,
  question: string,
  vector: Float32Array,
  k: number,
  by: SearchBy,
): Promise<Neighbour[]> {
  if (!words) return index.search(vector, k);
  const limit = Math.max(FUSED, k);
  const found = words.search(question, limit);
  const ids =
    by === 'words'
      ? found
      : fuseRanks([(await index.search(vector, limit)).map(({ id }) => id), found]);
  const best = ids.slice(0, k);
  const vectors = await pack.vectors(best);
  return best.map((id, at) => ({ id, cosine: cosine(vector, vectors[at] ?? vector) }));
}

function openWords(pack: Pack): Promise<WordIndex> {
  if (pack.count > WORDS_COMFORTABLE_COUNT) {
    throw new Failure('internal', `${pack.count} passages are too many to be searched by words.`);
  }
  return wordIndex(pack.passagePieces());
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}

/** voy up to its comfortable size and for data that it can index, else exact search; the page says which. */
async function openIndex(pack: Pack): Promise<VectorIndex> {
  if (pack.count > VOY_COMFORTABLE_COUNT) {
    return quantisedIndex({ ...pack, pieces: pack.vectorPieces() });
  }
  const vectors = await wholeVectors(pack);
  if (vectors.count === 0) return exactIndex(vectors);
  try {
    return await voyIndex(vectors);
  } catch {
    return exactIndex(vectors);
  }
}

async function wholeVectors({ count, dimensions, vectorPieces }: Pack): Promise<Vectors> {
  const data = new Float32Array(count * dimensions);
  let at = 0;
  for await (const piece of vectorPieces()) {
    data.set(piece, at);
    at += piece.length;
  }
  return { data, dimensions, count };
}
