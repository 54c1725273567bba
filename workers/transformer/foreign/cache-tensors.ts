import type { Tensor } from 'onnxruntime-web/webgpu';
import type { Ort } from '../../onnx/load-ort';
import type { Choice, Snapshot } from '../../reader/decoder';
import type { CacheInput } from './graph-inputs';

type Numbers = Float32Array | Uint16Array;

/** One growing text: keys and values as the graph gave them last, [1, heads, tokens, headWidth] each. */
interface Line {
  tensors: Map<string, Tensor>;
  tokens: number;
}

/**
 * The cache of a graph that gives all rows, old and new, at every step. A snapshot is a place on a line, not a copy: lines
 * grow, and only where another text goes on from an earlier place does a second line begin. What both begin with then
 * belongs to the new one, so that a line is kept only for the places that it alone has.
 */
export class CacheTensors {
  readonly #ort: Ort;
  readonly #inputs: readonly CacheInput[];
  readonly #snapshots = new Set<CacheSnapshot>();
  #line: Line;
  #tokens = 0;

  constructor(ort: Ort, inputs: readonly CacheInput[]) {
    this.#ort = ort;
    this.#inputs = inputs;
    this.#line = this.#empty();
  }

  /** Rows in use: the first ones of the line. */
  get tokens(): number {
    return this.#tokens;
  }

  get bytes(): number {
    return this.#bytesOf(this.#tokens);
  }

  reset(): void {
    this.#line = this.#empty();
    this.#tokens = 0;
  }

  feeds(): Record<string, Tensor> {
    return Object.fromEntries(this.#inputs.map((input) => [input.input, this.#firstRows(input)]));
  }

  /** What a step gave: the whole cache of `tokens` rows. */
  take(results: Record<string, Tensor>, tokens: number): void {
    const tensors = new Map<string, Tensor>();
    for (const { input, output } of this.#inputs) {
      const fresh = results[output];
      if (fresh?.dims[2] !== tokens) throw new Error(`The graph gave no ${output}.`);
      tensors.set(input, fresh);
    }
    if (this.#line.tokens === this.#tokens) {
      this.#line.tensors = tensors;
      this.#line.tokens = tokens;
    } else {
      const line = { tensors, tokens };
      for (const snapshot of this.#snapshots) {
        if (snapshot.line === this.#line && snapshot.tokens <= this.#tokens) snapshot.line = line;
      }
      this.#line = line;
    }
    this.#tokens = tokens;
  }

  save(choice: Choice | undefined): CacheSnapshot {
    const snapshot: CacheSnapshot = new CacheSnapshot(this.#line, this.#tokens, choice, {
      bytes: () => this.#bytesOfSnapshot(snapshot),
      dispose: () => this.#snapshots.delete(snapshot),
    });
    this.#snapshots.add(snapshot);
    return snapshot;
  }

  restore(snapshot: CacheSnapshot): void {
    if (!this.#snapshots.has(snapshot)) throw new Error('A foreign snapshot.');
    this.#line = snapshot.line;
    this.#tokens = snapshot.tokens;
  }

  /** Nothing on the line in use; of another line its share. */
  #bytesOfSnapshot({ line }: CacheSnapshot): number {
    if (line === this.#line) return 0;
    const sharing = [...this.#snapshots].filter((one) => one.line === line).length;
    return this.#bytesOf(line.tokens) / Math.max(1, sharing);
  }

  #bytesOf(tokens: number): number {
    return this.#inputs.reduce(
      (sum, { type, heads, headWidth }) =>
        sum + (type === 'float32' ? 4 : 2) * heads * headWidth * tokens,
      0,
    );
  }

  #firstRows({ input, type, heads, headWidth }: CacheInput): Tensor {
    const whole = this.#line.tensors.get(input);
    if (!whole) throw new Error(`The cache has no ${input}.`);
    if (this.#line.tokens === this.#tokens) return whole;
    const old = whole.data as Numbers;
    const from = this.#line.tokens * headWidth;
    const to = this.#tokens * headWidth;
    const data = old.slice(0, heads * to);
    for (let head = 0; head < heads; head++) {
      data.set(old.subarray(head * from, head * from + to), head * to);
    }
    return this.#tensor(type, data, [1, heads, this.#tokens, headWidth]);
  }

  #empty(): Line {
    const tensors = new Map(
      this.#inputs.map(({ input, type, heads, headWidth }) => {
        const data = type === 'float32' ? new Float32Array(0) : new Uint16Array(0);
        return [input, this.#tensor(type, data, [1, heads, 0, headWidth])];
      }),
    );
    return { tensors, tokens: 0 };
  }

  #tensor(type: CacheInput['type'], data: Numbers, shape: readonly number[]): Tensor {
    return type === 'float32'
      ? new this.#ort.Tensor(type, data as Float32Array, shape)
      : new this.#ort.Tensor(type, data as Uint16Array, shape);
  }
}

export class CacheSnapshot implements Snapshot {
  line: Line;
  readonly tokens: number;
  readonly choice: Choice | undefined;
  readonly #owner: { bytes(): number; dispose(): void };

  constructor(
    line: Line,
    tokens: number,
    choice: Choice | undefined,
    owner: { bytes(): number; dispose(): void },
  ) {
    this.line = line;
    this.tokens = tokens;
    this.choice = choice;
    this.#owner = owner;
  }

  get bytes(): number {
    return this.#owner.bytes();
  }

  dispose(): void {
    this.#owner.dispose();
  }
}
