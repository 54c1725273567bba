import { at } from '../kernels/compare';
import { MORE_ROWS, type Place } from '../kernels/hidden-attention/hidden-attention';

/** What a layer selected by, for the tokens of one chunk. */
export interface ChunkSelection {
  delta: Float32Array; // [tokens, D]
  b: Float32Array; // [tokens, N]
  c: Float32Array; // [tokens, N]
}

/** exp of less is nothing beside weights of f32 that a row is divided by. */
const NOTHING = -60;

/**
 * Hidden attention, Δ and retention of one layer as the kernel `hidden-attention` gives them, for readers on the CPU, in f64.
 * Chunks are added from the last to the first.
 *
 * Whatever the number of queries, a token before them needs one exponential for each channel and state: what it brought
 * decays up to the first query, and from there on C of the other queries is decayed instead, once.
 */
export class SelectionMeans {
  readonly #a: Float32Array; // [D, N], negative
  readonly #channels: number;
  readonly #states: number;
  readonly #groups: number;
  readonly #total: Float64Array; // [D]: Σ Δ of all tokens behind the one in hand
  #queries: { behind: Float64Array; c: Float32Array }[] = []; // Σ Δ behind each [D], its C [N]
  #asked: Float64Array[] = []; // for each query [D, N]: C, decayed up from the first query

  constructor(a: Float32Array, channels: number, groups: number) {
    this.#a = a;
    this.#channels = channels;
    this.#states = a.length / channels;
    this.#groups = groups;
    this.#total = new Float64Array(channels);
  }

  /** [groups, queries + 2, tokens]: mean |hidden attention|, mean Δ, mean retention. */
  add({ delta, b, c }: ChunkSelection, { tokens, first, query, queries }: Place): Float32Array {
    const [channels, states] = [this.#channels, this.#states];
    const rows = queries + MORE_ROWS;
    const width = channels / this.#groups;
    const means = new Float32Array(this.#groups * rows * tokens);
    for (let token = tokens - 1; token >= 0; token--) {
      const deltas = delta.subarray(token * channels, (token + 1) * channels);
      const bs = b.subarray(token * states, (token + 1) * states);
      const place = first + token;
      if (place >= query && place < query + queries) {
        const ofToken = c.slice(token * states, (token + 1) * states);
        this.#queries[place - query] = { behind: this.#total.slice(), c: ofToken };
      }
      if (place === query) this.#asked = this.#queries.map((_, row) => this.#decayedC(row));
      for (let group = 0; group < this.#groups; group++) {
        const sums = new Float64Array(rows);
        for (let channel = group * width; channel < (group + 1) * width; channel++) {
          const d = at(deltas, channel);
          if (place <= query) this.#addBefore(sums, channel, d, bs);
          else this.#addBehind(sums, channel, d, bs, place - query);
          sums[queries] = at(sums, queries) + d;
        }
        for (let row = 0; row < rows; row++) {
          means[(group * rows + row) * tokens + token] = at(sums, row) / width;
        }
      }
      deltas.forEach((d, channel) => (this.#total[channel] = at(this.#total, channel) + d));
    }
    return means;
  }

  /** C_t exp(A Σ Δ from behind the first query to t) of query t: [D, N]. */
  #decayedC(row: number): Float64Array {
    const [start, end] = [this.#queries[0], this.#queries[row]];
    if (!start || !end) throw new Error('Chunks are added from the last to the first.');
    return Float64Array.from(this.#a, (rate, i) => {
      const channel = Math.floor(i / this.#states);
      const between = at(start.behind, channel) - at(end.behind, channel);
      return at(end.c, i % this.#states) * Math.exp(rate * between);
    });
  }

  /** A token up to the first query: every query saw it, and something of it may be left. */
  #addBefore(sums: Float64Array, channel: number, d: number, b: Float32Array): void {
    const [states, queries] = [this.#states, this.#asked.length];
    const from = channel * states;
    const between = at(this.#total, channel) - at(this.#queries[0]?.behind ?? [], channel);
    const brought = new Float64Array(states);
    let kept = 0;
    for (let n = 0; n < states; n++) {
      const exponent = at(this.#a, from + n) * between;
      if (exponent < NOTHING) continue;
      const decay = Math.exp(exponent);
      kept += decay;
      brought[n] = decay * d * at(b, n);
    }
    sums[queries + 1] = at(sums, queries + 1) + kept / states;
    if (kept === 0) return;
    for (let row = 0; row < queries; row++) {
      const asked = this.#asked[row] ?? [];
      let weight = 0;
      for (let n = 0; n < states; n++) weight += at(asked, from + n) * at(brought, n);
      sums[row] = at(sums, row) + Math.abs(weight);
    }
  }

  /** A token of the answer: only the queries that are not before it saw it. */
  #addBehind(sums: Float64Array, channel: number, d: number, b: Float32Array, seenFrom: number) {
    for (let row = seenFrom; row < this.#queries.length; row++) {
      const { behind, c } = this.#queries[row] ?? { behind: [], c: [] };
      const between = at(this.#total, channel) - at(behind, channel);
      let weight = 0;
      for (let n = 0; n < this.#states; n++) {
        const decay = Math.exp(at(this.#a, channel * this.#states + n) * between);
        weight += at(c, n) * decay * d * at(b, n);
      }
      sums[row] = at(sums, row) + Math.abs(weight);
    }
  }
}
