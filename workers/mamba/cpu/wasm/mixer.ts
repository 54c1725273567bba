// What lies between the matrix products of a block, four channels at a time.

import { exp2, madd, silu, softplus, splat, sumOf } from './math';

/** to = x / sqrt(mean(x²) + epsilon) · weight over a row of `width` (a multiple of 4). */
export function rmsNorm(x: usize, weight: usize, width: i32, epsilon: f32, to: usize): void {
  const end = <usize>(4 * width);
  let squares = splat(0);
  for (let i: usize = 0; i < end; i += 16) {
    const v = v128.load(x + i);
    squares = madd(v, v, squares);
  }
  const scale = splat(<f32>1 / sqrt<f32>(sumOf(squares) / (<f32>width) + epsilon));
  for (let i: usize = 0; i < end; i += 16) {
    v128.store(to + i, f32x4.mul(f32x4.mul(v128.load(x + i), scale), v128.load(weight + i)));
  }
}

/** u = silu(bias + Σ weight[tap] · x[t + tap]) for channels first … end − 1; x [taps − 1 + tokens, channels] begins with the tokens before. */
export function convolve(
  x: usize, weights: usize, tokens: i32, taps: i32, channels: i32, first: i32, end: i32, u: usize,
): void {
  const row = <usize>(4 * channels);
  for (let token = 0; token < tokens; token++) {
    for (let c = <usize>(4 * first); c < <usize>(4 * end); c += 16) {
      let sum = v128.load(weights + (<usize>taps) * row + c);
      for (let tap: usize = 0; tap < <usize>taps; tap++) {
        sum = madd(v128.load(weights + tap * row + c), v128.load(x + ((<usize>token) + tap) * row + c), sum);
      }
      v128.store(u + (<usize>token) * row + c, silu(sum));
    }
  }
}

/** Δ = softplus(Δ + bias) for channels first … end − 1. */
export function discretise(
  delta: usize, bias: usize, tokens: i32, channels: i32, first: i32, end: i32,
): void {
  for (let token = 0; token < tokens; token++) {
    const row = delta + <usize>(4 * token) * (<usize>channels);
    for (let c = <usize>(4 * first); c < <usize>(4 * end); c += 16) {
      v128.store(row + c, softplus(f32x4.add(v128.load(row + c), v128.load(bias + c))));
    }
  }
}

/** Channels whose states and rates stay in the first-level cache while the scan goes over the tokens. */
const BLOCK: i32 = 32;

/**
 * s = exp(Δ A) ∘ s + Δ u B and y = (s · C + D u) · silu(z), token by token, for channels first … end − 1 (multiples of 4).
 * `a` (times log2 e) and `state` lie as [channels / 4, N, 4]; `b` is [tokens, stride / 4 …]: N of B, then N of C.
 */
export function scan(
  u: usize, delta: usize, z: usize, b: usize, bStride: usize, a: usize, skip: usize, state: usize, y: usize,
  tokens: i32, channels: i32, states: i32, first: i32, end: i32,
): void {
  const row = <usize>(4 * channels);
  const n4 = <usize>(4 * states);
  for (let block = first; block < end; block += BLOCK) {
    const blockEnd = <usize>(4 * min(block + BLOCK, end));
    for (let token: usize = 0; token < <usize>tokens; token++) {
      const at = token * row;
      const bRow = b + token * bStride;
      for (let c = <usize>(4 * block); c < blockEnd; c += 16) {
        const d = v128.load(delta + at + c);
        const v = v128.load(u + at + c);
        const du = f32x4.mul(d, v);
        let sum = f32x4.mul(v, v128.load(skip + c));
        const place = c * (<usize>states);
        for (let n: usize = 0; n < n4; n += 4) {
          const i = place + 4 * n;
          const decay = exp2(f32x4.mul(d, v128.load(a + i)));
          const s = madd(decay, v128.load(state + i), f32x4.mul(du, v128.load_splat<f32>(bRow + n)));
          v128.store(state + i, s);
          sum = madd(s, v128.load_splat<f32>(bRow + n4 + n), sum);
        }
        v128.store(y + at + c, f32x4.mul(sum, silu(v128.load(z + at + c))));
      }
    }
  }
}

/** The first of the largest logits; its index is returned, Σ e^(logit − largest) stored at `total`. */
export function choose(logits: usize, count: i32, total: usize): i32 {
  let best = 0;
  let highest = load<f32>(logits);
  for (let i = 1; i < count; i++) {
    const logit = load<f32>(logits + <usize>(4 * i));
    if (logit > highest) {
      highest = logit;
      best = i;
    }
  }
  const log2e = splat(1.4426950408889634);
  let sum: f64 = 0;
  const fours = <usize>(4 * (count & ~3));
  for (let i: usize = 0; i < fours; i += 16) {
    const x = f32x4.sub(v128.load(logits + i), splat(highest));
    sum += <f64>sumOf(exp2(f32x4.mul(x, log2e)));
  }
  for (let i = fours; i < <usize>(4 * count); i += 4) {
    const x = splat(load<f32>(logits + i) - highest);
    sum += <f64>f32x4.extract_lane(exp2(f32x4.mul(x, log2e)), 0);
  }
  store<f32>(total, <f32>sum);
  return best;
}
