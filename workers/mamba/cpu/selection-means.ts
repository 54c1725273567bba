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
 * decays up to the first query, and from there on C of the other queries is decayed instead, once a chunk.
 */
export class SelectionMeans {
  readonly #a: Float32Array; // [D, N], negative
  readonly #channels: number;
  readonly #states: number;
  readonly #groups: number;
  readonly #queries: number;
  readonly #total: Float64Array; // [D]: Σ Δ of all tokens behind the chunks to come
  readonly #behind: Float64Array; // [queries, D]: Σ Δ behind each query
  readonly #c: Float64Array; // [queries, N]

  constructor(a: Float32Array, channels: number, groups: number, queries: number) {
    this.#a = a;
    this.#channels = channels;
    this.#states = a.length / channels;
    this.#groups = groups;
    this.#queries = queries;
    this.#total = new Float64Array(channels);
    this.#behind = new Float64Array(queries * channels);
    this.#c = new Float64Array(queries * this.#states);
  }

  /** [groups, queries + 2, tokens]: mean |hidden attention|, mean Δ, mean retention. */
  add(chunk: ChunkSelection, place: Pick<Place, 'tokens' | 'first' | 'query'>): Float32Array {
    const { tokens, first, query } = place;
    const states = this.#states;
    for (let row = Math.max(0, first - query); row < this.#queries; row++) {
      const token = query + row - first;
      if (token >= tokens) break;
      this.#c.set(chunk.c.subarray(token * states, (token + 1) * states), row * states);
    }
    const rows = this.#queries + MORE_ROWS;
    const width = this.#channels / this.#groups;
    const sums = new Float64Array(this.#groups * rows * tokens);
    for (let channel = 0; channel < this.#channels; channel++) {
      const from = Math.floor(channel / width) * rows * tokens;
      this.#addChannel(channel, chunk, place, sums.subarray(from, from + rows * tokens));
    }
    return Float32Array.from(sums, (sum) => sum / width);
  }

  /** Adds what one channel has for each token of a chunk to `sums` [queries + 2, tokens]. */
  // Elements are read in place: a function for it would see arrays of several kinds, and be ten times as slow.
  #addChannel(
    channel: number,
    { delta, b }: ChunkSelection,
    { tokens, first, query }: Pick<Place, 'tokens' | 'first' | 'query'>,
    sums: Float64Array,
  ): void {
    const [channels, states, queries] = [this.#channels, this.#states, this.#queries];
    const [c, behind] = [this.#c, this.#behind];
    const rates = this.#a.subarray(channel * states, (channel + 1) * states);
    const brought = new Float64Array(states);
    let asked: Float64Array | undefined;
    let total = this.#total[channel] ?? NaN;
    for (let token = tokens - 1; token >= 0; token--) {
      const d = delta[token * channels + channel] ?? NaN;
      const row = first + token - query;
      if (row >= 0 && row < queries) behind[row * channels + channel] = total;
      // A token before the queries is seen by all; one of the answer by those that are not before it.
      const seenFrom = Math.max(0, row);
      if (row <= 0) asked ??= this.#askedFrom(channel);
      const between = total - (behind[channel] ?? NaN);
      let kept = 0;
      for (let n = 0; n < states; n++) {
        const exponent = row <= 0 ? (rates[n] ?? NaN) * between : 0;
        const decay = exponent < NOTHING ? 0 : Math.exp(exponent);
        kept += decay;
        brought[n] = decay * d * (b[token * states + n] ?? NaN);
      }
      for (let asking = seenFrom; asking < queries && kept !== 0; asking++) {
        let weight = 0;
        if (asked) {
          const at = asking * states;
          for (let n = 0; n < states; n++) weight += (asked[at + n] ?? NaN) * (brought[n] ?? NaN);
        } else {
          const since = total - (behind[asking * channels + channel] ?? NaN);
          for (let n = 0; n < states; n++) {
            const decay = Math.exp((rates[n] ?? NaN) * since);
            weight += (c[asking * states + n] ?? NaN) * decay * (brought[n] ?? NaN);
          }
        }
        sums[asking * tokens + token] = (sums[asking * tokens + token] ?? NaN) + Math.abs(weight);
      }
      const more = queries * tokens + token;
      sums[more] = (sums[more] ?? NaN) + d;
      if (row <= 0) sums[more + tokens] = (sums[more + tokens] ?? NaN) + kept / states;
      total += d;
    }
    this.#total[channel] = total;
  }

  /** C_t exp(A Σ Δ from behind the first query to t) of a channel for each query t: [queries, N]. */
  #askedFrom(channel: number): Float64Array {
    const states = this.#states;
    const start = this.#behind[channel] ?? NaN;
    return this.#c.map((c, i) => {
      const rate = this.#a[channel * states + (i % states)] ?? NaN;
      const end = this.#behind[Math.floor(i / states) * this.#channels + channel] ?? NaN;
      return c * Math.exp(rate * (start - end));
    });
  }
}
