import { isFourBits } from '../../mamba/four-bits';
import type { PlacedTensor } from '../../model-files/safetensors-header';
import * as onnx from './onnx-messages';
import type { Message } from './protobuf';

const { FLOAT, UINT8, INT32, INT64 } = onnx.ELEMENT;
const ELEMENTS = new Map([
  ['F32', FLOAT],
  ['U8', UINT8],
]);
type Shaped = readonly [element: number, shape: readonly (number | string)[]];

/**
 * `training/export/graph.py` in TypeScript: a small builder of ONNX graphs whose weights stay in the safetensors file beside
 * them. Every method adds nodes and gives the name of their result. Names are given in the same order, so the same model
 * gives the same bytes (tested with the bundled one).
 */
export class GraphBuilder {
  readonly #file: string;
  readonly #layout: ReadonlyMap<string, PlacedTensor>;
  readonly #nodes: Message[] = [];
  readonly #initializers = new Map<string, Message>();
  readonly #constants = new Map<string, string>();
  #count = 0;

  /** @param layout where each tensor lies, counted from the begin of `file` */
  constructor(file: string, layout: ReadonlyMap<string, PlacedTensor>) {
    this.#file = file;
    this.#layout = layout;
  }

  add(
    operator: string,
    inputs: readonly string[],
    attributes: Record<string, onnx.Attribute> = {},
  ): string {
    const name = `${operator.toLowerCase()}_${++this.#count}`;
    this.#nodes.push(onnx.node(operator, inputs, [name], attributes));
    return name;
  }

  addMany<const N extends readonly unknown[]>(
    operator: string,
    inputs: readonly string[],
    outputs: N,
    attributes: Record<string, onnx.Attribute> = {},
  ): { [K in keyof N]: string } {
    const base = `${operator.toLowerCase()}_${++this.#count}`;
    const names = outputs.map((_, index) => `${base}_${index}`) as { [K in keyof N]: string };
    this.#nodes.push(onnx.node(operator, inputs, names as readonly string[], attributes));
    return names;
  }

  /** A tensor of the safetensors file, by its name there. */
  weight(name: string): string {
    if (!this.#initializers.has(name)) {
      const { dtype, shape, offset, length } = this.#place(name);
      const place = { file: this.#file, offset, length };
      const element = ELEMENTS.get(dtype);
      if (element === undefined) throw new Error(`The graph has no weights of type ${dtype}.`);
      this.#initializers.set(name, onnx.externalTensor(name, element, shape, place));
    }
    return name;
  }

  float(value: number): string {
    return this.#constant('float32', FLOAT, [], new Uint8Array(Float32Array.of(value).buffer));
  }

  integer(value: number): string {
    return this.#constant('int64', INT64, [], integers([value]));
  }

  integers(...values: number[]): string {
    return this.#constant('int64', INT64, [values.length], integers(values));
  }

  /**
   * [rows, columns] F32 of a matrix in 4 or 8 bits, in a file of its own that whoever opens the graph makes (`onnx/open-session.ts`).
   * Unpacked by operators that ONNX Runtime folds, the same numbers took nine times their size while it opened, and kept the memory.
   */
  unpacked(name: string): string {
    const file = `${name}.f32`;
    if (!this.#initializers.has(file)) {
      const [rows = 0, words = 0] = this.#place(name).shape;
      const columns = isFourBits(this.#layout, name) ? 2 * words : words;
      const place = { file, offset: 0, length: 4 * rows * columns };
      this.#initializers.set(file, onnx.externalTensor(file, FLOAT, [rows, columns], place));
    }
    return file;
  }

  /** [T, columns] → [T, rows] by the matrix of this name, in 4, 8 or 32 bits. */
  linear(x: string, name: string, bias?: string): string {
    const matrix = this.#matrix(name);
    const inputs = [x, matrix, ...(bias ? [this.weight(bias)] : [])];
    return this.add('Gemm', inputs, { transB: 1 });
  }

  /** [T] → [T, columns]; of a table in 8 bits only the rows that are asked for are dequantised. */
  embedding(ids: string, name: string): string {
    if (isFourBits(this.#layout, name)) throw new Error(`${name}: tables are kept in 8 bits.`);
    if (this.#place(name).dtype === 'F32') return this.add('Gather', [this.weight(name), ids]);
    const rows = this.add('Cast', [this.add('Gather', [this.weight(name), ids])], { to: FLOAT });
    const gathered = this.add('Gather', [this.weight(`${name}.scale`), ids]);
    const scale = this.add('Unsqueeze', [gathered, this.integers(1)]);
    return this.add('Mul', [this.add('Sub', [rows, this.float(128)]), scale]);
  }

  rmsNorm(x: string, name: string, epsilon: number): string {
    const square = this.add('Mul', [x, x]);
    const mean = this.add('ReduceMean', [square], { axes: [-1], keepdims: 1 });
    const root = this.add('Sqrt', [this.add('Add', [mean, this.float(epsilon)])]);
    return this.add('Mul', [this.add('Div', [x, root]), this.weight(name)]);
  }

  silu(x: string): string {
    return this.add('Mul', [x, this.add('Sigmoid', [x])]);
  }

  /** max(x, 0) + log1p(exp(−|x|)), the latter as a series: see `softplus` in graph.py for why and how exact. */
  softplus(x: string): string {
    const t = this.add('Exp', [this.add('Neg', [this.add('Abs', [x])])]);
    const v = this.add('Div', [t, this.add('Add', [t, this.float(2)])]);
    const square = this.add('Mul', [v, v]);
    let series = this.float(2 / 13);
    for (const power of [11, 9, 7, 5, 3, 1]) {
      const product = this.add('Mul', [series, square]);
      series = this.add('Add', [product, this.float(2 / power)]);
    }
    return this.add('Add', [this.add('Relu', [x]), this.add('Mul', [series, v])]);
  }

  slice(x: string, start: number, end: number, axis: number): string {
    const bounds = [this.integers(start), this.integers(end), this.integers(axis)];
    return this.add('Slice', [x, ...bounds]);
  }

  /** Greedy choice after the last row of [T, d_model]: outputs next_id [1], log_probability [1] and logits. */
  choose(hidden: string, head: string): void {
    const last = this.add('Gather', [hidden, this.integers(-1)]);
    const logits = this.linear(last, head);
    const chosen = this.add('ArgMax', [logits], { axis: -1, keepdims: 0 });
    this.output(this.add('Cast', [chosen], { to: INT32 }), 'next_id');
    const logProbabilities = this.add('LogSoftmax', [logits], { axis: -1 });
    this.output(
      this.add('ReduceMax', [logProbabilities], { axes: [-1], keepdims: 0 }),
      'log_probability',
    );
    this.output(logits, 'logits');
  }

  output(value: string, name: string): void {
    this.#nodes.push(onnx.node('Identity', [value], [name]));
  }

  /** The ONNX file. */
  build(
    inputs: Readonly<Record<string, Shaped>>,
    outputs: Readonly<Record<string, Shaped>>,
  ): Uint8Array<ArrayBuffer> {
    const infos = (shaped: Readonly<Record<string, Shaped>>) =>
      Object.entries(shaped).map(([name, [element, shape]]) =>
        onnx.valueInfo(name, element, shape),
      );
    const initializers = [...this.#initializers.values()];
    const parts = { inputs: infos(inputs), outputs: infos(outputs), initializers };
    return onnx.model(onnx.graph({ name: 'model', nodes: this.#nodes, ...parts }));
  }

  #matrix(name: string): string {
    return this.#place(name).dtype === 'U8' ? this.unpacked(name) : this.weight(name);
  }

  #place(name: string): PlacedTensor {
    const place = this.#layout.get(name);
    if (!place) throw new Error(`The weights file has no ${name}.`);
    return place;
  }

  #constant(type: string, element: number, shape: readonly number[], bytes: Uint8Array): string {
    const key = `${type} ${shape.join('x')} ${bytes.join()}`;
    let name = this.#constants.get(key);
    if (name === undefined) {
      name = `constant_${this.#constants.size}`;
      this.#constants.set(key, name);
      this.#initializers.set(name, onnx.tensor(name, element, shape, bytes));
    }
    return name;
  }
}

const integers = (values: readonly number[]) =>
  new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
