// The first half of a block for one token (decode): RMSNorm, in_proj, then
//   u = silu(bias + conv of x with the window),  the window moves on by x,  gate = silu(z).
// LANES invocations make four channels of x or of z; each workgroup finds the norm by itself.

override COLUMNS: u32; // d_model, a multiple of 16
override CHANNELS: u32; // d_inner, a multiple of 4
override TAPS: u32; // d_conv
override EPSILON: f32;
override LANES: u32 = 32; // a power of two, at least 4
override GROUPS: u32 = 4;

@group(0) @binding(2) var<storage, read> hidden: array<mat4x4f>; // [COLUMNS / 16]
@group(0) @binding(3) var<storage, read> norm: array<mat4x4f>; // [COLUMNS / 16]
@group(0) @binding(4) var<storage, read> conv: array<f32>; // [CHANNELS, TAPS + 1]: the taps, then the bias
@group(0) @binding(5) var<storage, read_write> window: array<f32>; // [TAPS − 1, CHANNELS]: the last x
@group(0) @binding(6) var<storage, read_write> ug: array<f32>; // [2 · CHANNELS]: u, gate

// The exponent is bounded because exp must not overflow: WGSL leaves the result open.
fn silu(v: f32) -> f32 {
  return v / (1 + exp(min(-v, 80)));
}

@compute @workgroup_size(LANES * GROUPS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let first = (workgroup.x * GROUPS + index / LANES) * 4;
  let row = min(first, 2 * CHANNELS - 4);
  var sum = vec4f();
  var squares = 0.0;
  for (var block = index % LANES; block < COLUMNS / 16; block += LANES) {
    let h = hidden[block];
    let n = norm[block];
    squares += dot(h[0], h[0]) + dot(h[1], h[1]) + dot(h[2], h[2]) + dot(h[3], h[3]);
    let x0 = h[0] * n[0];
    let x1 = h[1] * n[1];
    let x2 = h[2] * n[2];
    let x3 = h[3] * n[3];
    for (var i = 0u; i < 4; i++) {
      let w = weights(row + i, COLUMNS, block);
      sum[i] += dot(x0, w[0]) + dot(x1, w[1]) + dot(x2, w[2]) + dot(x3, w[3]);
    }
  }
  sum = sum_over(LANES, sum, index);
  let mean_square = sum_over(LANES, vec4f(squares), index).x / f32(COLUMNS);

  let lane = index % LANES;
  if (lane >= 4 || first >= 2 * CHANNELS) {
    return;
  }
  let value = sum[lane] * scale_of(row + lane) * inverseSqrt(mean_square + EPSILON);
  if (first >= CHANNELS) {
    ug[first + lane] = silu(value);
    return;
  }
  let channel = first + lane;
  var total = conv[channel * (TAPS + 1) + TAPS] + conv[channel * (TAPS + 1) + TAPS - 1] * value;
  for (var i = 0u; i < TAPS - 1; i++) {
    let old = window[i * CHANNELS + channel];
    total += conv[channel * (TAPS + 1) + i] * old;
    if (i > 0) {
      window[(i - 1) * CHANNELS + channel] = old;
    }
  }
  if (TAPS > 1) {
    window[(TAPS - 2) * CHANNELS + channel] = value;
  }
  ug[channel] = silu(total);
}
