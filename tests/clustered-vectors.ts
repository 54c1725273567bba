import type { Vectors } from '../workers/retrieval/vector-index';

/** A stream of numbers below 1 from a seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Unit vectors in clusters, as passages of one article are: `count / 25` centres, and around each vectors whose cosines with
 * it are about 0.8. Neighbours differ by little, which is what rounding could confuse.
 */
export function clusteredVectors(count: number, dimensions: number, seed: number): Vectors {
  const random = seededRandom(seed);
  const normal = () => random() + random() + random() - 1.5;
  const centres = Math.max(1, Math.round(count / 25));
  const centre = new Float32Array(centres * dimensions).map(normal);
  const data = new Float32Array(count * dimensions);
  for (let id = 0; id < count; id++) {
    const from = Math.floor(random() * centres) * dimensions;
    const row = data.subarray(id * dimensions, (id + 1) * dimensions);
    let squares = 0;
    for (let i = 0; i < dimensions; i++) {
      const value = (centre[from + i] ?? 0) + 0.75 * normal();
      row[i] = value;
      squares += value * value;
    }
    const norm = Math.sqrt(squares);
    for (let i = 0; i < dimensions; i++) row[i] = (row[i] ?? 0) / norm;
  }
  return { data, dimensions, count };
}
