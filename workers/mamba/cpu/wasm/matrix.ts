// Products with a matrix [rows, columns] that lies as [rows / 8, columns, 8]: a panel of eight rows is read from its begin to its end.

import { COLUMNS, DEPTH, FORMAT, GROUP, I8, SCALES, U4, WEIGHTS } from '../words';
import { madd, splat } from './math';

@inline
function word(at: usize, index: i32): usize {
  return load<u32>(at + <usize>(4 * index));
}

/**
 * Four rows of `columns` beside each other, [tokens / 4, columns, 4], as `matmul` wants them; behind the last token it comes
 * again. Columns: a multiple of 4.
 */
export function pack(from: usize, stride: usize, tokens: i32, columns: i32, to: usize): void {
  for (let token = 0; token < tokens; token += 4) {
    const last = <usize>(tokens - 1);
    const first = <usize>token;
    const row0 = from + first * stride;
    const row1 = from + min(first + 1, last) * stride;
    const row2 = from + min(first + 2, last) * stride;
    const row3 = from + min(first + 3, last) * stride;
    for (let k: usize = 0; k < <usize>(4 * columns); k += 16) {
      const a = v128.load(row0 + k);
      const b = v128.load(row1 + k);
      const c = v128.load(row2 + k);
      const d = v128.load(row3 + k);
      const abLow = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cdLow = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(to, v128.shuffle<i64>(abLow, cdLow, 0, 2), 0);
      v128.store(to, v128.shuffle<i64>(abLow, cdLow, 1, 3), 16);
      v128.store(to, v128.shuffle<i64>(abHigh, cdHigh, 0, 2), 32);
      v128.store(to, v128.shuffle<i64>(abHigh, cdHigh, 1, 3), 48);
      to += 64;
    }
  }
}

/** Four bytes as i32. */
@inline
function widen(from: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load_zero<i32>(from)));
}
@inline
function lowCodes(bytes: v128): v128 {
  return f32x4.convert_i32x4_s(v128.and(bytes, i32x4.splat(15)));
}
@inline
function highCodes(bytes: v128): v128 {
  return f32x4.convert_i32x4_s(i32x4.shr_u(bytes, 4));
}

/** `count` columns (whole groups) of a panel of U4, (code − zero) · scale, → f32 [count, 8]. */
function unpackGroups(from: usize, scales: usize, count: i32, to: usize): void {
  for (let group = 0; group < count; group += GROUP) {
    const scale0 = v128.load(scales, 0);
    const scale1 = v128.load(scales, 16);
    const zero0 = v128.load(scales, 32);
    const zero1 = v128.load(scales, 48);
    for (let k = 0; k < GROUP; k++) {
      const bytes = widen(from);
      v128.store(to, f32x4.mul(f32x4.sub(lowCodes(bytes), zero0), scale0), 0);
      v128.store(to, f32x4.mul(f32x4.sub(highCodes(bytes), zero1), scale1), 16);
      from += 4;
      to += 32;
    }
    scales += 64;
  }
}

/** `count` columns of a panel of I8 → f32 [count, 8]. */
function unpack(from: usize, scales: usize, count: i32, to: usize): void {
  const scale0 = v128.load(scales, 0);
  const scale1 = v128.load(scales, 16);
  for (let k = 0; k < count; k++) {
    const wide = v128.load_ext<i8>(from);
    const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(wide));
    const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(wide));
    v128.store(to, f32x4.mul(low, scale0), 0);
    v128.store(to, f32x4.mul(high, scale1), 16);
    from += 8;
    to += 32;
  }
}

/**
 * Four tokens times eight rows over `count` columns: out = or += (`sum`). Eight sums, two vectors of weights and one number are what
 * 16 registers hold; with two columns at a time V8 puts some of them in memory, at half the speed.
 */
export function tile(panel: usize, x: usize, count: i32, out: usize, stride: usize, sum: bool): void {
  let a0 = splat(0), a1 = splat(0), b0 = splat(0), b1 = splat(0);
  let c0 = splat(0), c1 = splat(0), d0 = splat(0), d1 = splat(0);
  if (sum) {
    a0 = v128.load(out, 0), a1 = v128.load(out, 16);
    b0 = v128.load(out + stride, 0), b1 = v128.load(out + stride, 16);
    c0 = v128.load(out + 2 * stride, 0), c1 = v128.load(out + 2 * stride, 16);
    d0 = v128.load(out + 3 * stride, 0), d1 = v128.load(out + 3 * stride, 16);
  }
  for (let k = 0; k < count; k++) {
    const w0 = v128.load(panel, 0);
    const w1 = v128.load(panel, 16);
    let v = v128.load_splat<f32>(x, 0);
    a0 = madd(v, w0, a0), a1 = madd(v, w1, a1);
    v = v128.load_splat<f32>(x, 4);
    b0 = madd(v, w0, b0), b1 = madd(v, w1, b1);
    v = v128.load_splat<f32>(x, 8);
    c0 = madd(v, w0, c0), c1 = madd(v, w1, c1);
    v = v128.load_splat<f32>(x, 12);
    d0 = madd(v, w0, d0), d1 = madd(v, w1, d1);
    panel += 32;
    x += 16;
  }
  v128.store(out, a0, 0), v128.store(out, a1, 16);
  out += stride;
  v128.store(out, b0, 0), v128.store(out, b1, 16);
  out += stride;
  v128.store(out, c0, 0), v128.store(out, c1, 16);
  out += stride;
  v128.store(out, d0, 0), v128.store(out, d1, 16);
}

/**
 * Rows 8 · first … 8 · end − 1 of out [tokens, …] = or += x · Wᵀ; `packed` is x as `pack` leaves it. A panel is unpacked once and
 * used for all tokens. `room`: DEPTH · 8 f32.
 */
export function matmul(
  matrix: usize, packed: usize, tokens: i32, first: i32, end: i32, out: usize, stride: usize, sum: bool, room: usize,
): void {
  const columns = <i32>word(matrix, COLUMNS);
  const format = word(matrix, FORMAT);
  /** Of a column of a panel. */
  const bytes: usize = format == I8 ? 8 : format == U4 ? 4 : 32;
  for (let panel = first; panel < end; panel++) {
    const weights = word(matrix, WEIGHTS) + bytes * (<usize>panel) * (<usize>columns);
    for (let k = 0; k < columns; k += DEPTH) {
      const count = min(DEPTH, columns - k);
      let floats = weights + bytes * (<usize>k);
      if (format == I8) {
        unpack(floats, word(matrix, SCALES) + <usize>(32 * panel), count, room);
        floats = room;
      } else if (format == U4) {
        unpackGroups(floats, word(matrix, SCALES) + <usize>(2 * (panel * columns + 8 * (k / 8))), count, room);
        floats = room;
      }
      for (let token = 0; token < tokens; token += 4) {
        const x = packed + <usize>(4 * token) * (<usize>columns) + <usize>(16 * k);
        tile(floats, x, count, out + (<usize>token) * stride + <usize>(32 * panel), stride, sum || k > 0);
      }
    }
  }
}

/** The same for one token, x [columns]: every weight is used once, so it is unpacked in registers. */
export function matvec(matrix: usize, x: usize, first: i32, end: i32, out: usize, sum: bool): void {
  const columns = <i32>word(matrix, COLUMNS);
  const format = word(matrix, FORMAT);
  for (let panel = first; panel < end; panel++) {
    const place = (<usize>panel) * (<usize>columns);
    const to = out + <usize>(32 * panel);
    let low = splat(0), high = splat(0), oddLow = splat(0), oddHigh = splat(0);
    let at = x;
    if (format == I8) {
      let weights = word(matrix, WEIGHTS) + 8 * place;
      for (let k = 0; k < columns; k += 2) {
        const even = v128.load_ext<i8>(weights, 0);
        const odd = v128.load_ext<i8>(weights, 8);
        const a = v128.load_splat<f32>(at, 0);
        const b = v128.load_splat<f32>(at, 4);
        low = madd(a, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(even)), low);
        high = madd(a, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(even)), high);
        oddLow = madd(b, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(odd)), oddLow);
        oddHigh = madd(b, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(odd)), oddHigh);
        weights += 16;
        at += 8;
      }
      const scales = word(matrix, SCALES) + <usize>(32 * panel);
      low = f32x4.mul(f32x4.add(low, oddLow), v128.load(scales, 0));
      high = f32x4.mul(f32x4.add(high, oddHigh), v128.load(scales, 16));
    } else if (format == U4) {
      let weights = word(matrix, WEIGHTS) + 4 * place;
      let scales = word(matrix, SCALES) + 2 * place;
      for (let group = 0; group < columns; group += GROUP) {
        const zero0 = v128.load(scales, 32);
        const zero1 = v128.load(scales, 48);
        let sum0 = splat(0), sum1 = splat(0);
        for (let k = 0; k < GROUP; k++) {
          const bytes = widen(weights);
          const v = v128.load_splat<f32>(at);
          sum0 = madd(v, f32x4.sub(lowCodes(bytes), zero0), sum0);
          sum1 = madd(v, f32x4.sub(highCodes(bytes), zero1), sum1);
          weights += 4;
          at += 4;
        }
        low = madd(sum0, v128.load(scales, 0), low);
        high = madd(sum1, v128.load(scales, 16), high);
        scales += 64;
      }
    } else {
      let weights = word(matrix, WEIGHTS) + 32 * place;
      for (let k = 0; k < columns; k += 2) {
        const a = v128.load_splat<f32>(at, 0);
        const b = v128.load_splat<f32>(at, 4);
        low = madd(a, v128.load(weights, 0), low);
        high = madd(a, v128.load(weights, 16), high);
        oddLow = madd(b, v128.load(weights, 32), oddLow);
        oddHigh = madd(b, v128.load(weights, 48), oddHigh);
        weights += 64;
        at += 8;
      }
      low = f32x4.add(low, oddLow);
      high = f32x4.add(high, oddHigh);
    }
    v128.store(to, sum ? f32x4.add(v128.load(to, 0), low) : low, 0);
    v128.store(to, sum ? f32x4.add(v128.load(to, 16), high) : high, 16);
  }
}

/** One row of the matrix as f32 [columns]. */
export function copyRow(matrix: usize, row: i32, to: usize): void {
  const columns = <i32>word(matrix, COLUMNS);
  const inPanel = <usize>(row & 7);
  const place = (<usize>(row >> 3)) * (<usize>columns);
  if (word(matrix, FORMAT) == I8) {
    const scale = load<f32>(word(matrix, SCALES) + <usize>(4 * row));
    const from = word(matrix, WEIGHTS) + 8 * place + inPanel;
    for (let k: usize = 0; k < <usize>columns; k++) store<f32>(to + 4 * k, scale * (<f32>load<i8>(from + 8 * k)));
  } else if (word(matrix, FORMAT) == U4) {
    const from = word(matrix, WEIGHTS) + 4 * place + (inPanel & 3);
    const scales = word(matrix, SCALES) + 2 * place + 4 * inPanel;
    for (let k: usize = 0; k < <usize>columns; k++) {
      const byte = load<u8>(from + 4 * k);
      const code = <f32>(inPanel < 4 ? byte & 15 : byte >> 4);
      const group = scales + 64 * (k / GROUP);
      store<f32>(to + 4 * k, (code - load<f32>(group, 32)) * load<f32>(group));
    }
  } else {
    const from = word(matrix, WEIGHTS) + 32 * place + 4 * inPanel;
    for (let k: usize = 0; k < <usize>columns; k++) store<f32>(to + 4 * k, load<f32>(from + 32 * k));
  }
}
