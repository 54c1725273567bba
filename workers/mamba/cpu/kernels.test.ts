import { setFlagsFromString } from 'node:v8';
import { beforeAll, describe, expect, it } from 'vitest';
import { at, expError, randomFloats, ROUNDING, worstRatio } from '../kernels/compare';
import { conv1dReference } from '../kernels/conv1d/conv1d.reference';
import { randomMatrix } from '../kernels/matrix/host-matrix';
import { matmulReference } from '../kernels/matrix/matrix.reference';
import { rmsNormReference } from '../kernels/rms-norm/rms-norm.reference';
import { scanReference } from '../kernels/selective-scan/scan.reference';
import { loadProgram } from './load-program';
import { writeMatrix, type PlacedMatrix } from './memory-layout';
import { placeFourBits } from './place-four-bits';
import { intoPanels } from './place-weights';
import { F32, GROUP, I8, MATRIX_WORDS, U4 } from './words';

// Node 20 knows relaxed SIMD behind a flag only; browsers have it without.
setFlagsFromString('--experimental-wasm-relaxed-simd');

type Kernel = (...numbers: number[]) => number;

describe.each([
  ['relaxed SIMD', true],
  ['SIMD', false],
])('kernels with %s', (_, fused) => {
  const memory = new WebAssembly.Memory({ initial: 64, maximum: 64, shared: true });
  let kernels: Record<string, Kernel> = {};
  let end = 0;
  beforeAll(async () => {
    const program = await loadProgram(fused);
    expect(program.fused).toBe(fused);
    const { exports } = await WebAssembly.instantiate(program.module, { env: { memory } });
    kernels = exports as Record<string, Kernel>;
  });

  const call = (name: string, ...numbers: number[]): number => {
    const kernel = kernels[name];
    if (!kernel) throw new Error(`The program has no ${name}.`);
    return kernel(...numbers);
  };
  const reserve = (bytes: number) => {
    const place = end;
    end += Math.ceil(bytes / 64) * 64;
    return place;
  };
  const put = (values: Float32Array) => {
    const place = reserve(4 * values.length);
    new Float32Array(memory.buffer, place, values.length).set(values);
    return place;
  };
  const take = (place: number, count: number) =>
    new Float32Array(memory.buffer, place, count).slice();

  /** Puts the rows of a matrix in memory and gives the address of its description. */
  function place(rows: number, columns: number, format: 'u8' | 'f32', seed: number) {
    const host = randomMatrix(rows, columns, seed);
    const matrix: PlacedMatrix =
      format === 'u8'
        ? { format: I8, weights: reserve(rows * columns), scales: put(host.scales), rows, columns }
        : { format: F32, weights: reserve(4 * rows * columns), scales: 0, rows, columns };
    if (format === 'u8') {
      const target = new Uint8Array(memory.buffer, matrix.weights, rows * columns);
      intoPanels(host.words, rows, columns, columns, 0x80, target);
    } else {
      const target = new Float32Array(memory.buffer, matrix.weights, rows * columns);
      const floats = Float32Array.from(
        host.words,
        (word, i) => (word - 128) * at(host.scales, Math.floor(i / columns)),
      );
      intoPanels(floats, rows, columns, columns, 0, target);
    }
    const description = reserve(4 * MATRIX_WORDS);
    writeMatrix(new Int32Array(memory.buffer), description / 4, matrix);
    return { host, description };
  }

  describe.each(['u8', 'f32'] as const)('%s weights', (format) => {
    // One panel and more, less than a tile of tokens and more, columns up to and across the depth that is unpacked at a time.
    it.each([
      { rows: 8, columns: 4, tokens: 1 },
      { rows: 40, columns: 48, tokens: 5 },
      { rows: 16, columns: 512, tokens: 8 },
      { rows: 24, columns: 1040, tokens: 7 },
    ])('product with $rows × $columns for $tokens tokens', ({ rows, columns, tokens }) => {
      end = 0;
      const { host, description } = place(rows, columns, format, 1);
      const x = randomFloats(tokens * columns, 3, 3);
      const before = randomFloats(tokens * rows, 4, 10);
      const packed = reserve(4 * (tokens + 3) * columns);
      const room = reserve(4 * 512 * 8);
      call('pack', put(x), 4 * columns, tokens, columns, packed);
      for (const sum of [false, true]) {
        const out = reserve(4 * (tokens + 3) * rows);
        new Float32Array(memory.buffer, out).set(before);
        call('matmul', description, packed, tokens, 0, rows / 8, out, 4 * rows, Number(sum), room);
        const expected = matmulReference(x, host, { before: sum ? before : undefined });
        expect(worstRatio(take(out, tokens * rows), expected)).toBeLessThan(1);
      }
      const one = put(before.slice(0, rows));
      call('matvec', description, put(x.slice(0, columns)), 0, rows / 8, one, 1);
      const expected = matmulReference(x.slice(0, columns), host, { before });
      expect(worstRatio(take(one, rows), expected)).toBeLessThan(1);
    });

    it('gives a row as it is', () => {
      end = 0;
      const { host, description } = place(16, 20, format, 2);
      const to = reserve(80);
      call('copyRow', description, 13, to);
      const row = [...take(to, 20)];
      const words = [...host.words.subarray(260, 280)];
      expect(row).toEqual(words.map((word) => Math.fround((word - 128) * at(host.scales, 13))));
    });
  });

  it.each([
    { rows: 8, columns: 32, tokens: 1 },
    { rows: 16, columns: 576, tokens: 6 },
  ])('product with 4-bit $rows × $columns for $tokens tokens', ({ rows, columns, tokens }) => {
    end = 0;
    const groups = columns / GROUP;
    const { words, scales: sizes } = randomMatrix(rows * groups, columns / 2 / groups, 21);
    const zeros = randomMatrix(1, (rows * groups) / 2, 22).words;
    // Powers of two, which F16 holds: 2^−1 … 2^−8.
    const powers = sizes.map((size) => 1 + Math.floor(size * 350));
    const halves = new Uint8Array(2 * powers.length);
    for (const [i, power] of powers.entries()) halves[2 * i + 1] = (15 - power) << 2;
    const matrix: PlacedMatrix = {
      ...{ format: U4, rows, columns, weights: reserve((rows * columns) / 2) },
      scales: reserve((8 * rows * columns) / GROUP),
    };
    new Uint8Array(memory.buffer, matrix.weights, (rows * columns) / 2).fill(0);
    placeFourBits({ words, halves, zeros }, rows, columns, matrix, memory.buffer);
    const description = reserve(4 * MATRIX_WORDS);
    writeMatrix(new Int32Array(memory.buffer), description / 4, matrix);

    // The sum over the groups of products with matrices that have one scale a row.
    const nibble = (bytes: Uint8Array, i: number) => (at(bytes, i >> 1) >> (4 * (i % 2))) & 15;
    const x = randomFloats(tokens * columns, 23, 3);
    const expected = {
      values: new Float64Array(tokens * rows),
      tolerances: new Float64Array(tokens * rows),
    };
    const dense = new Float32Array(rows * columns);
    for (let group = 0; group < groups; group++) {
      const cut = x.filter((_, i) => Math.floor((i % columns) / GROUP) === group);
      const codes = Uint8Array.from({ length: rows * GROUP }, (_, i) => {
        const row = Math.floor(i / GROUP);
        const code = nibble(words, row * columns + group * GROUP + (i % GROUP));
        return 128 + code - nibble(zeros, row * groups + group);
      });
      const scales = Float32Array.from(
        { length: rows },
        (_, row) => 2 ** -at(powers, row * groups + group),
      );
      const part = matmulReference(cut, { words: codes, scales, columns: GROUP });
      for (const [i, value] of part.values.entries()) {
        expected.values[i] = at(expected.values, i) + value;
        // The sums of groups are added up: a rounding each.
        expected.tolerances[i] = at(expected.tolerances, i) + groups * at(part.tolerances, i);
      }
      for (const [i, code] of codes.entries()) {
        const row = Math.floor(i / GROUP);
        dense[row * columns + group * GROUP + (i % GROUP)] = (code - 128) * at(scales, row);
      }
    }
    const packed = reserve(4 * (tokens + 3) * columns);
    const out = reserve(4 * (tokens + 3) * rows);
    const room = reserve(4 * 512 * 8);
    call('pack', put(x), 4 * columns, tokens, columns, packed);
    call('matmul', description, packed, tokens, 0, rows / 8, out, 4 * rows, 0, room);
    expect(worstRatio(take(out, tokens * rows), expected)).toBeLessThan(1);
    call('matvec', description, put(x.slice(0, columns)), 0, rows / 8, out, 0);
    const { values, tolerances } = expected;
    const first = { values: values.slice(0, rows), tolerances: tolerances.slice(0, rows) };
    expect(worstRatio(take(out, rows), first)).toBeLessThan(1);
    for (const row of [0, 3, rows - 4, rows - 1]) {
      call('copyRow', description, row, out);
      const exact = dense.subarray(row * columns, (row + 1) * columns);
      expect([...take(out, columns)]).toEqual([...exact]);
    }
  });

  it('RMSNorm', () => {
    end = 0;
    const [width, epsilon] = [48, 1e-5];
    const x = randomFloats(width, 5, 0.01); // so small that epsilon counts
    const weight = randomFloats(width, 6, 2);
    const to = reserve(4 * width);
    call('rmsNorm', put(x), put(weight), width, epsilon, to);
    const expected = rmsNormReference(x, weight, width, epsilon);
    expect(worstRatio(take(to, width), expected)).toBeLessThan(1);
  });

  it('convolution, with the tokens before', () => {
    end = 0;
    const [channels, taps, tokens] = [24, 4, 9];
    const x = randomFloats((taps - 1 + tokens) * channels, 7, 6);
    const conv = randomFloats(channels * (taps + 1), 8, 2);
    const turned = conv.map((_, i) =>
      at(conv, (i % channels) * (taps + 1) + Math.floor(i / channels)),
    );
    const u = reserve(4 * tokens * channels);
    call('convolve', put(x), put(turned), tokens, taps, channels, 0, channels, u);
    const expected = conv1dReference(x, conv, { channels, taps });
    expect(worstRatio(take(u, tokens * channels), expected)).toBeLessThan(1);
  });

  // Δ from e^−20 to 20, A from −1 to −60: states that stay for ever and states that are gone after a token.
  it.each([1, 17])('Δ and scan over %i tokens', (tokens) => {
    end = 0;
    const shape = { channels: 40, states: 16, rank: 4 };
    const { channels, states, rank } = shape;
    const stride = rank + 2 * states;
    const projected = randomFloats(tokens * stride, 9, 2);
    const dtWeight = randomFloats(rank * channels, 10, 3);
    const terms = randomFloats(2 * channels, 11, 1).map((v, i) => (i % 2 ? v : 20 * v));
    const a = randomFloats(channels * states, 12).map((v) => -Math.exp(2 + 2 * v));
    const state = randomFloats(channels * states, 13, 2);
    const [u, z] = [randomFloats(tokens * channels, 14, 3), randomFloats(tokens * channels, 15, 5)];
    const expected = scanReference({ u, projected, dtWeight, terms, a, z, state }, shape);

    const low = new Float32Array(tokens * channels).map((_, i) => {
      const [token, channel] = [Math.floor(i / channels), i % channels];
      let sum = 0;
      for (let r = 0; r < rank; r++) {
        sum += at(projected, token * stride + r) * at(dtWeight, r * channels + channel);
      }
      return sum;
    });
    const even = (odd: number) => new Float32Array(channels).map((_, c) => at(terms, 2 * c + odd));
    /** [channels, N] → [channels / 4, N, 4] and back. */
    const inFours = (i: number) =>
      (4 * Math.floor(i / (4 * states)) + (i % 4)) * states + (Math.floor(i / 4) % states);
    const fours = (values: Float32Array, factor = 1) =>
      values.map((_, i) => factor * at(values, inFours(i)));
    const [delta, kept, y] = [put(low), put(fours(state)), reserve(4 * tokens * channels)];
    call('discretise', delta, put(even(0)), tokens, channels, 0, channels);
    call(
      'scan',
      ...[put(u), delta, put(z), put(projected) + 4 * rank, 4 * stride, put(fours(a, Math.LOG2E))],
      ...[put(even(1)), kept, y, tokens, channels, states, 0, channels],
    );
    expect(worstRatio(take(y, tokens * channels), expected.y)).toBeLessThan(1);
    const end4 = take(kept, channels * states);
    const back = new Float32Array(channels * states);
    for (const [i, value] of end4.entries()) back[inFours(i)] = value;
    expect(worstRatio(back, expected.state)).toBeLessThan(1);
  });

  it('chooses the first of the largest logits and sums the exponentials', () => {
    end = 0;
    const logits = randomFloats(1003, 16, 15);
    logits[7] = logits[1001] = 15.5;
    const total = reserve(4);
    expect(call('choose', put(logits), 1003, total)).toBe(7);
    const exact = logits.reduce((sum, logit) => sum + Math.exp(logit - 15.5), 0);
    // Each exponential errs by its own bound (the argument is at least −31), and by a few roundings of the sum.
    expect(Math.abs(at(take(total, 1), 0) / exact - 1)).toBeLessThan(expError(31) + 8 * ROUNDING);
  });
});
