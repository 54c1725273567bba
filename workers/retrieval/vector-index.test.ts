import { describe, expect, it } from 'vitest';
import { exactIndex } from './exact-index';
import { vectorAt, type Vectors } from './vector-index';
import { voyIndex } from './voy-index';

/** Unit vectors from a seed (mulberry32), roughly normal. */
function randomVectors(count: number, dimensions: number, seed = 1): Vectors {
  let state = seed;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const data = new Float32Array(count * dimensions);
  for (let id = 0; id < count; id++) {
    const row = data.subarray(id * dimensions, (id + 1) * dimensions);
    for (let i = 0; i < dimensions; i++) row[i] = random() + random() + random() - 1.5;
    const norm = Math.hypot(...row);
    for (let i = 0; i < dimensions; i++) row[i] = (row[i] ?? 0) / norm;
  }
  return { data, dimensions, count };
}
const ids = (neighbours: { id: number }[]) => neighbours.map(({ id }) => id);

describe('voyIndex', () => {
  const vectors = randomVectors(300, 384);
  const queries = randomVectors(20, 384, 2);

  it('finds what the exact search finds, with the same cosines', async () => {
    const voy = await voyIndex(vectors);
    const exact = exactIndex(vectors);
    for (let at = 0; at < queries.count; at++) {
      const query = vectorAt(queries, at);
      expect(await voy.search(query, 10)).toEqual(await exact.search(query, 10));
    }
  });

  it('survives k = 0 and k beyond the corpus', async () => {
    const voy = await voyIndex(vectors);
    expect(await voy.search(vectorAt(queries, 0), 0)).toEqual([]);
    expect(new Set(ids(await voy.search(vectorAt(queries, 0), 1000))).size).toBe(300);
  });

  it('survives hundreds of equal vectors, and gives them all', async () => {
    const equal = randomVectors(140, 384);
    for (let id = 40; id < 140; id++) equal.data.set(vectorAt(equal, 7), id * 384);
    const voy = await voyIndex(equal);
    const found = ids(await voy.search(vectorAt(equal, 7), 101));
    expect(found).toEqual([7, ...Array.from({ length: 100 }, (_, at) => at + 40)]);
  });

  it('refuses what it would index wrongly', async () => {
    await expect(voyIndex(randomVectors(3, 769))).rejects.toThrow('768');
    await expect(voyIndex(randomVectors(0, 384))).rejects.toThrow('empty');
  });

  it('keeps the ids of a corpus of one', async () => {
    const voy = await voyIndex(randomVectors(1, 384));
    expect(ids(await voy.search(vectorAt(queries, 0), 5))).toEqual([0]);
  });
});

it('exact search orders by cosine, and of equals by id', async () => {
  const data = Float32Array.from([0, 1, 1, 0, 0.6, 0.8, 1, 0]);
  const exact = exactIndex({ data, dimensions: 2, count: 4 });
  const found = await exact.search(Float32Array.from([1, 0]), 3);
  expect(ids(found)).toEqual([1, 3, 2]);
  expect(found[2]?.cosine).toBeCloseTo(0.6);
});
