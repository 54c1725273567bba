import type { DecoderInspection } from '../../reader/decoder';
import { MORE_ROWS, type Place } from '../kernels/hidden-attention/hidden-attention';

/** Puts the means of chunks together to what the contract calls an inspection. */
export class InspectionRows {
  readonly #segments: readonly (readonly number[])[];
  readonly #queries: number;
  readonly #groups: number;
  readonly #tokens: number;
  /** For each layer [groups, queries + 2, tokens] of the whole text. */
  #layers: Float32Array<ArrayBuffer>[] = [];

  constructor(segments: readonly (readonly number[])[], answerTokens: number, groups: number) {
    this.#segments = segments;
    this.#queries = answerTokens;
    this.#groups = groups;
    this.#tokens = segments.flat().length + answerTokens;
  }

  /** @param layers for each layer [groups, queries + 2, tokens of the chunk]: |hidden attention|, Δ, retention */
  add({ first, tokens }: Pick<Place, 'first' | 'tokens'>, layers: readonly Float32Array[]): void {
    const rows = this.#groups * (this.#queries + MORE_ROWS);
    for (const [layer, means] of layers.entries()) {
      const whole = (this.#layers[layer] ??= new Float32Array(rows * this.#tokens));
      for (let row = 0; row < rows; row++) {
        whole.set(means.subarray(row * tokens, (row + 1) * tokens), row * this.#tokens + first);
      }
    }
  }

  finish(): DecoderInspection {
    const [queries, groups, tokens] = [this.#queries, this.#groups, this.#tokens];
    const layers = this.#layers.length;
    const rowOf = (layer: number, group: number, row: number) => {
      const from = (group * (queries + MORE_ROWS) + row) * tokens;
      return this.#layers[layer]?.subarray(from, from + tokens) ?? new Float32Array(tokens);
    };
    const attention = new Float32Array(layers * groups * queries * tokens);
    const delta = new Float32Array(layers * tokens);
    const retention = new Float32Array(layers * this.#segments.length);
    for (let layer = 0; layer < layers; layer++) {
      for (let group = 0; group < groups; group++) {
        for (let row = 0; row < queries; row++) {
          const to = ((layer * groups + group) * queries + row) * tokens;
          attention.set(divideBySum(rowOf(layer, group, row)), to);
        }
        const [deltas, kept] = [queries, queries + 1].map((row) => rowOf(layer, group, row));
        for (let token = 0; token < tokens; token++) {
          add(delta, layer * tokens + token, (deltas?.[token] ?? NaN) / groups);
        }
        for (const [segment, end] of this.#ends().entries()) {
          const at = layer * this.#segments.length + segment;
          add(retention, at, (kept?.[end] ?? NaN) / groups);
        }
      }
    }
    return { layers, groups, attention, selection: { delta, retention } };
  }

  /** Place of each segment's last token. */
  #ends(): number[] {
    let end = 0;
    return this.#segments.map(({ length }) => Math.max(0, (end += length) - 1));
  }
}

function divideBySum(row: Float32Array): Float32Array {
  const sum = row.reduce((sum, weight) => sum + weight, 0);
  return sum > 0 ? row.map((weight) => weight / sum) : row;
}

function add(array: Float32Array, at: number, value: number): void {
  array[at] = (array[at] ?? NaN) + value;
}
