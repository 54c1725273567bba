/** Nearest neighbours among unit vectors. */
export interface VectorIndex {
  readonly kind: 'voy' | 'exact';
  /** Ids of the k nearest vectors (all, if there are fewer), nearest first, with their exact cosines. */
  search(query: Float32Array, k: number): Promise<Neighbour[]>;
}

export interface Neighbour {
  id: number;
  cosine: number;
}

/** `count` unit vectors of `dimensions` numbers, one after the other. */
export interface Vectors {
  data: Float32Array;
  dimensions: number;
  count: number;
}

export const vectorAt = ({ data, dimensions }: Vectors, id: number): Float32Array =>
  data.subarray(id * dimensions, (id + 1) * dimensions);

/** Cosine of two unit vectors. */
export function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** The order of every index here: nearest first, and of equals the first in the pack. */
export const byCosine = (a: Neighbour, b: Neighbour) => b.cosine - a.cosine || a.id - b.id;
