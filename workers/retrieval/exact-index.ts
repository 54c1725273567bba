import { byCosine, cosine, vectorAt, type VectorIndex, type Vectors } from './vector-index';

/** Looks at every vector: about 1 ms for 2,000 passages, and right for any data. */
export function exactIndex(vectors: Vectors): VectorIndex {
  return {
    kind: 'exact',
    async search(query, k) {
      const all = Array.from({ length: vectors.count }, (_, id) => ({
        id,
        cosine: cosine(query, vectorAt(vectors, id)),
      }));
      return all.sort(byCosine).slice(0, k);
    },
  };
}
