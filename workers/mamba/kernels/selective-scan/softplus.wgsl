// softplus(v) = max(v, 0) + log(1 + e), e = exp(−|v|). Its smallest values matter (Δ ≈ 0 keeps the state), and
// log(1 + e) loses them: 1 + e rounds to 1. log(1 + e) = 2 artanh(s), s = e / (2 + e) ≤ 1/3, keeps every digit; the
// first term left out is below 2 s · s¹⁶ / 17 < 2⁻²⁹ of the sum.
fn softplus(v: f32) -> f32 {
  let e = exp(-abs(v));
  let s = e / (2 + e);
  let q = s * s;
  let series =
    1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 + q * (1.0 / 13 + q / 15))))));
  return max(v, 0) + 2 * s * series;
}
