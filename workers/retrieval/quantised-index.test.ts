import { describe, expect, it } from 'vitest';
import { clusteredVectors } from '../../tests/clustered-vectors';
import { exactIndex } from './exact-index';
import { quantisedIndex } from './quantised-index';
import { vectorAt, type Vectors } from './vector-index';
import { voyIndex } from './voy-index';

async function* inPieces({ data, dimensions }: Vectors, rows: number) {
  for (let at = 0; at < data.length; at += rows * dimensions) {
    yield data.subarray(at, at + rows * dimensions);
  }
}
const quantised = (vectors: Vectors) =>
  quantisedIndex({
    count: vectors.count,
    dimensions: vectors.dimensions,
    pieces: inPieces(vectors, 256),
    vectors: async (ids) => ids.map((id) => vectorAt(vectors, id)),
  });

describe('quantisedIndex', () => {
  it('gives the neighbours and cosines of voy and of the exact search', async () => {
    const vectors = clusteredVectors(3000, 384, 1);
    const queries = clusteredVectors(3000, 384, 2); // in none of these clusters
    const index = await quantised(vectors);
    const voy = await voyIndex(vectors);
    const exact = exactIndex(vectors);
    for (let at = 0; at < 30; at++) {
      const query = vectorAt(at % 2 === 0 ? queries : vectors, at);
      const found = await index.search(query, 20);
      expect(found).toEqual(await exact.search(query, 20));
      expect(found.map(({ id }) => id)).toEqual((await voy.search(query, 20)).map(({ id }) => id));
    }
  }, 30_000);

  it('survives k = 0, k beyond the corpus, equal vectors, zeros and an empty corpus', async () => {
    const vectors = clusteredVectors(50, 8, 3);
    for (let id = 10; id < 40; id++) vectors.data.set(vectorAt(vectors, 5), id * 8);
    vectors.data.fill(0, 0, 8);
    const index = await quantised(vectors);
    const query = vectorAt(vectors, 5);
    expect(await index.search(query, 0)).toEqual([]);
    expect(await index.search(query, 100)).toEqual(await exactIndex(vectors).search(query, 100));
    expect((await index.search(query, 3)).map(({ id }) => id)).toEqual([5, 10, 11]);
    const empty = await quantised({ data: new Float32Array(), dimensions: 8, count: 0 });
    expect(await empty.search(query, 3)).toEqual([]);
  });
});
