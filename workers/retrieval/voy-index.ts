import { byCosine, cosine, vectorAt, type VectorIndex, type Vectors } from './vector-index';

/** voy measures 99 MiB at 10,000 passages and 491 MiB at 50,000; past this, exact search is the better choice. */
export const VOY_COMFORTABLE_COUNT = 20_000;

/**
 * The neighbours from voy-search 0.6.3, wrapped against its traps:
 *
 * - its entry imports a wasm file as a module, which no browser can and which, bundled, hangs every Comlink call of
 *   the worker: the glue is imported and the wasm made an instance of here;
 * - it panics on k = 0 and on more than 32 equal vectors, so equal ones are indexed once;
 * - it gives no scores and orders by squared L2, so cosines are computed here, from unit vectors;
 * - it keeps 768 dimensions and forgets the rest without a word, so more are refused.
 *
 * Throws where voy cannot index these vectors (it also panics on some data of low dimension).
 */
export async function voyIndex(vectors: Vectors): Promise<VectorIndex> {
  if (vectors.dimensions > 768) throw new Error('voy keeps at most 768 dimensions.');
  if (vectors.count === 0) throw new Error('voy cannot search an empty index.');
  loading ??= loadVoy();
  const { Voy } = await loading;

  const twins = groupEqual(vectors);
  const index = new Voy({
    embeddings: twins.map(([first = 0]) => ({
      id: String(first),
      title: '',
      url: '',
      embeddings: Array.from(vectorAt(vectors, first)),
    })),
  });
  const twinsOf = new Map(twins.map((ids) => [String(ids[0]), ids]));

  return {
    kind: 'voy',
    async search(query, k) {
      if (k <= 0) return [];
      const { neighbors } = index.search(query, Math.min(k, twins.length));
      return neighbors
        .flatMap(({ id }) => twinsOf.get(id) ?? [])
        .map((id) => ({ id, cosine: cosine(query, vectorAt(vectors, id)) }))
        .sort(byCosine)
        .slice(0, k);
    },
  };
}

let loading: ReturnType<typeof loadVoy> | undefined;

async function loadVoy() {
  const glue = await import('voy-search/voy_search_bg.js');
  const { default: instantiate } = await import('voy-search/voy_search_bg.wasm?init');
  const imports = glue as unknown as WebAssembly.ModuleImports;
  const { exports } = await instantiate({ './voy_search_bg.js': imports });
  glue.__wbg_set_wasm(exports);
  return glue;
}

/** Ids of equal vectors together, in the order of their first one. */
function groupEqual(vectors: Vectors): number[][] {
  const groups: number[][] = [];
  const byHash = new Map<number, number[][]>();
  const bits = new Uint32Array(vectors.data.buffer, vectors.data.byteOffset, vectors.data.length);
  for (let id = 0; id < vectors.count; id++) {
    const vector = vectorAt(vectors, id);
    let hash = 0;
    for (let at = id * vectors.dimensions; at < (id + 1) * vectors.dimensions; at++) {
      hash = Math.imul(hash ^ (bits[at] ?? 0), 0x01000193);
    }
    const near = byHash.get(hash) ?? [];
    const group = near.find(([first = 0]) =>
      vectorAt(vectors, first).every((value, at) => value === vector[at]),
    );
    if (group) group.push(id);
    else {
      const fresh = [id];
      groups.push(fresh);
      byHash.set(hash, [...near, fresh]);
    }
  }
  return groups;
}
