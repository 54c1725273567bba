// f32 on four lanes. Where the browser has relaxed SIMD a product and a sum are one rounding and one instruction.

/** a · b + c */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  else return f32x4.add(f32x4.mul(a, b), c);
}

@inline
export function splat(value: f32): v128 {
  return f32x4.splat(value);
}

/**
 * 2^x, x taken into [−126, 127]. Adding 1.5 · 2²³ rounds x to a whole number n and leaves it in the last bits; 2^(x − n) is the polynomial
 * of Cephes' exp2f (relative error 1.7e-7 on [−½, ½]); n goes into the exponent as an integer.
 */
@inline
export function exp2(x: v128): v128 {
  const magic = splat(12582912);
  const within = f32x4.pmin(f32x4.pmax(x, splat(-126)), splat(127));
  const shifted = f32x4.add(within, magic);
  const f = f32x4.sub(within, f32x4.sub(shifted, magic));
  let p = splat(1.535336188319500e-4);
  p = madd(p, f, splat(1.339887440266574e-3));
  p = madd(p, f, splat(9.618437357674640e-3));
  p = madd(p, f, splat(5.550332471162809e-2));
  p = madd(p, f, splat(2.402264791363012e-1));
  p = madd(p, f, splat(6.931472028550421e-1));
  p = madd(p, f, splat(1));
  return i32x4.add(p, i32x4.shl(shifted, 23));
}

/** x · sigmoid(x) */
@inline
export function silu(x: v128): v128 {
  const e = exp2(f32x4.mul(x, splat(-1.4426950408889634)));
  return f32x4.div(x, f32x4.add(splat(1), e));
}

/** log(1 + e^x) = max(x, 0) + 2 artanh(y / (2 + y)) with y = e^−|x|; the argument is at most ⅓, so eight terms of the series do. */
@inline
export function softplus(x: v128): v128 {
  const y = exp2(f32x4.mul(f32x4.abs(x), splat(-1.4426950408889634)));
  const z = f32x4.div(y, f32x4.add(splat(2), y));
  const z2 = f32x4.mul(z, z);
  let p = splat(1.0 / 15);
  p = madd(p, z2, splat(1.0 / 13));
  p = madd(p, z2, splat(1.0 / 11));
  p = madd(p, z2, splat(1.0 / 9));
  p = madd(p, z2, splat(1.0 / 7));
  p = madd(p, z2, splat(1.0 / 5));
  p = madd(p, z2, splat(1.0 / 3));
  p = madd(p, z2, splat(1));
  return madd(f32x4.add(z, z), p, f32x4.pmax(x, splat(0)));
}

@inline
export function sumOf(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}
