import { Failure } from '../failure';

/** Rows whose products are written down at a time. */
const BLOCK = 4096;
/** What the kernel takes at a time. */
const LANES = 16;
const PAGE_BYTES = 65_536;

/**
 * `count` rows of 8-bit numbers in WebAssembly memory, and the products of all of them with one more such row: exact sums in 32
 * bits (up to 130,000 dimensions), as a loop in JavaScript gives them, several times as fast.
 */
export class CodeRows {
  readonly #memory: WebAssembly.Memory;
  readonly #stride: number;
  readonly #rowsAt: number;
  readonly #kernel: Kernel;

  /** Throws `out-of-memory`. */
  constructor(
    readonly count: number,
    readonly width: number,
  ) {
    this.#stride = LANES * Math.ceil(width / LANES);
    this.#rowsAt = LANES * Math.ceil((4 * BLOCK + 2 * this.#stride) / LANES);
    const bytes = this.#rowsAt + count * this.#stride;
    this.#memory = memoryOf(bytes);
    compiled ??= new WebAssembly.Module(KERNEL);
    const { exports } = new WebAssembly.Instance(compiled, { m: { m: this.#memory } });
    this.#kernel = exports.products as Kernel;
  }

  /** To be written into. */
  row(id: number): Int8Array {
    return new Int8Array(this.#memory.buffer, this.#rowsAt + id * this.#stride, this.width);
  }

  /** Products with rows `first`, `first + 1`, …; each list is only valid until the next one. */
  *products(query: Int8Array): Generator<{ first: number; products: Int32Array }> {
    const queryAt = 4 * BLOCK;
    new Int16Array(this.#memory.buffer, queryAt, this.width).set(query);
    for (let first = 0; first < this.count; first += BLOCK) {
      const rows = Math.min(BLOCK, this.count - first);
      this.#kernel(this.#rowsAt + first * this.#stride, rows, this.#stride, queryAt, 0);
      yield { first, products: new Int32Array(this.#memory.buffer, 0, rows) };
    }
  }
}

function memoryOf(bytes: number): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: Math.ceil(bytes / PAGE_BYTES) });
  } catch (cause) {
    throw new Failure('out-of-memory', `No ${Math.ceil(bytes / 1e6)} MB for the vectors.`, {
      cause,
    });
  }
}

/** All in bytes but `rows`. `row`: the first of them; `query`: 16-bit numbers; `out`: where the products go. */
type Kernel = (row: number, rows: number, stride: number, query: number, out: number) => void;

let compiled: WebAssembly.Module | undefined;

// The kernel, written by hand: 16 products at a time with SIMD, which ONNX Runtime here wants too.
const I32 = 0x7f;
const V128 = 0x7b;
const [ROW, ROWS, STRIDE, QUERY, OUT, ROW_END, AT, SUM] = [0, 1, 2, 3, 4, 5, 6, 7] as const;
const get = (local: number) => [0x20, local];
const set = (local: number) => [0x21, local];
const constant = (value: number) => [0x41, value]; // up to 63
const ADD = 0x6a;
const add = (local: number, value: number) => [
  ...get(local),
  ...constant(value),
  ADD,
  ...set(local),
];
const simd = (...bytes: number[]) => [0xfd, ...bytes];
const ZERO = simd(0x0c, ...new Array<number>(16).fill(0));
/** SUM += the 8 numbers at ROW + `at`, widened to 16 bits, times those of the query, in pairs. */
const eight = (at: number) => [
  ...[...get(SUM), ...get(ROW), ...simd(0x01, 0, at)], // v128.load8x8_s
  ...[...get(AT), ...simd(0x00, 0, 2 * at)], // v128.load
  ...[...simd(0xba, 0x01), ...simd(0xae, 0x01), ...set(SUM)], // i32x4.dot_i16x8_s, i32x4.add
];
const lane = (number: number) => [...get(SUM), ...simd(0x1b, number)]; // i32x4.extract_lane
const CODE = [
  ...[3, 1, I32, 1, I32, 1, V128], // locals behind the parameters
  ...[0x02, 0x40, 0x03, 0x40], // block, loop over rows
  ...[...get(ROWS), 0x45, 0x0d, 1], // none left: out
  ...[...get(ROW), ...get(STRIDE), ADD, ...set(ROW_END)],
  ...[...get(QUERY), ...set(AT), ...ZERO, ...set(SUM)],
  ...[0x03, 0x40, ...eight(0), ...eight(8), ...add(ROW, LANES), ...add(AT, 2 * LANES)],
  ...[...get(ROW), ...get(ROW_END), 0x49, 0x0d, 0, 0x0b], // again while ROW < ROW_END
  ...[...get(OUT), ...lane(0), ...lane(1), ADD, ...lane(2), ADD, ...lane(3), ADD, 0x36, 2, 0],
  ...[...add(OUT, 4), ...add(ROWS, 0x7f), 0x0c, 0, 0x0b, 0x0b, 0x0b], // 0x7f is −1
];
const size = (length: number) => [(length & 0x7f) | 0x80, length >> 7]; // LEB128 below 16,384
const section = (id: number, bytes: number[]) => [id, ...size(bytes.length), ...bytes];
const KERNEL = Uint8Array.from([
  ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...section(1, [1, 0x60, 5, I32, I32, I32, I32, I32, 0]), // type: five numbers to nothing
  ...section(2, [1, 1, 0x6d, 1, 0x6d, 2, 0, 1]), // import memory m.m
  ...section(3, [1, 0]),
  ...section(7, [1, 8, ...new TextEncoder().encode('products'), 0, 0]),
  ...section(10, [1, ...size(CODE.length), ...CODE]),
]);
