import type { BundleManifest, Retriever } from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import type { Embedder } from './embedder';
import { exactIndex } from './exact-index';
import { readPack, type Pack } from './pack';
import { quantisedIndex } from './quantised-index';
import type { VectorIndex, Vectors } from './vector-index';
import { VOY_COMFORTABLE_COUNT, voyIndex } from './voy-index';

export interface RetrieverParts {
  openFiles(manifest: BundleManifest): Promise<BundleFiles>;
  openEmbedder(files: BundleFiles): Promise<Embedder>;
}

interface Loaded {
  pack: Pack;
  embedder: Embedder;
  index: VectorIndex;
}

/** Question in, nearest passages out; it knows nothing of readers. */
export function createRetriever(parts: RetrieverParts): Retriever {
  let loaded: Loaded | undefined;

  function need(): Loaded {
    if (!loaded) throw new Failure('internal', 'The retriever was asked before it was loaded.');
    return loaded;
  }

  return {
    async load(embedderManifest, packManifest) {
      const start = performance.now();
      loaded = undefined;
      const pack = await readPack(await parts.openFiles(packManifest), packManifest.files);
      const embedderName = embedderManifest.id.split('/').at(-1) ?? '';
      if (pack.embedder !== '' && pack.embedder !== embedderName) {
        throw new Failure(
          'unusable-file',
          `Its vectors were made by the embedder "${pack.embedder}", questions would be embedded by "${embedderName}".`,
        );
      }
      const embedder = await parts.openEmbedder(await parts.openFiles(embedderManifest));
      if (embedder.dimensions !== pack.dimensions) {
        throw new Failure(
          'unusable-file',
          `The pack's vectors have ${pack.dimensions} dimensions, the embedder's ${embedder.dimensions}.`,
        );
      }
      const index = await openIndex(pack);
      loaded = { pack, embedder, index };
      return {
        packTitle: pack.title || packManifest.title,
        passages: pack.count,
        questions: pack.questions,
        dimensions: embedder.dimensions,
        index: index.kind,
        loadMs: performance.now() - start,
      };
    },

    async search(question, k) {
      const { pack, embedder, index } = need();
      const text = question.trim();
      if (text === '') throw new Failure('empty-question', 'The question is empty.');
      const embedStart = performance.now();
      const { vector, truncated } = await embedder.question(text);
      const searchStart = performance.now();
      const neighbours = await index.search(vector, k);
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
