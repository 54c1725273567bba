import type { BundleManifest, Retriever } from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import type { Embedder } from './embedder';
import { exactIndex } from './exact-index';
import { readPack, type Pack } from './pack';
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
      const pack = await readPack(await parts.openFiles(packManifest));
      const embedder = await parts.openEmbedder(await parts.openFiles(embedderManifest));
      if (embedder.dimensions !== pack.vectors.dimensions) {
        throw new Failure(
          'unusable-file',
          `The pack's vectors have ${pack.vectors.dimensions} dimensions, the embedder's ${embedder.dimensions}.`,
        );
      }
      const index = await openIndex(pack.vectors);
      loaded = { pack, embedder, index };
      return {
        packTitle: pack.title,
        passages: pack.passages.length,
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
      const neighbours = index.search(vector, k);
      const end = performance.now();
      return {
        passages: neighbours.flatMap(({ id, cosine }, order) => {
          const passage = pack.passages[id];
          return passage ? [{ ...passage, rank: order + 1, similarity: cosine }] : [];
        }),
        corpusSize: pack.passages.length,
        embedMs: searchStart - embedStart,
        searchMs: end - searchStart,
        questionTruncated: truncated,
      };
    },

    async passages(ids) {
      const { pack } = need();
      return ids.map((id) => {
        const passage = pack.passages[id];
        if (!passage) throw new Failure('internal', `The pack has no passage ${id}.`);
        return passage;
      });
    },
  };
}

/** voy up to its comfortable size and for data that it can index, else exact search; the page says which. */
async function openIndex(vectors: Vectors): Promise<VectorIndex> {
  if (vectors.count === 0 || vectors.count > VOY_COMFORTABLE_COUNT) return exactIndex(vectors);
  try {
    return await voyIndex(vectors);
  } catch {
    return exactIndex(vectors);
  }
}
