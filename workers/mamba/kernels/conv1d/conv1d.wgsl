// u = silu(causal_conv1d(x) + bias), per channel over the last TAPS tokens; keeps the window for the next run, and the
// window behind each segment of this one.
//
// The tokens before this run are in `window`. An invocation makes SPAN tokens of one channel, and SPAN ≥ TAPS − 1:
// so only the invocation of a channel's first span reads that channel's window, and it alone may replace it.

override CHANNELS: u32; // d_inner
override TAPS: u32; // d_conv
override SPAN: u32;
override WORKGROUP: u32;

struct Run {
  tokens: u32,
  segments: u32,
  stride: u32, // floats from the context in hand to the one kept behind the first segment, and on to the next
  ends: array<vec4u, 6>, // of the segments, ascending; the last is `tokens`
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> xz: array<f32>; // [tokens, 2 · CHANNELS], x first
@group(0) @binding(2) var<storage, read> conv: array<f32>; // [CHANNELS, TAPS + 1]: the taps, then the bias
@group(0) @binding(3) var<storage, read_write> window: array<f32>; // [TAPS − 1, CHANNELS]: the last x before this run; others `stride` apart
@group(0) @binding(4) var<storage, read_write> u: array<f32>; // [tokens, CHANNELS]

/// x of the token that comes `back` tokens before token `t`.
fn before(t: u32, back: u32, channel: u32) -> f32 {
  if (back > t) {
    return window[(TAPS - 1 + t - back) * CHANNELS + channel];
  }
  return xz[(t - back) * 2 * CHANNELS + channel];
}

// The exponent is bounded because exp must not overflow: WGSL leaves the result open.
fn silu(v: f32) -> f32 {
  return v / (1 + exp(min(-v, 80)));
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  if (channel >= CHANNELS) {
    return;
  }
  let first = id.y * SPAN;
  let end = min(run.tokens, first + SPAN);
  for (var t = first; t < end; t++) {
    var sum = conv[channel * (TAPS + 1) + TAPS];
    for (var tap = 0u; tap < TAPS; tap++) {
      sum += conv[channel * (TAPS + 1) + tap] * before(t, TAPS - 1 - tap, channel);
    }
    u[t * CHANNELS + channel] = silu(sum);
  }
  for (var segment = 0u; segment < run.segments; segment++) {
    let behind = run.ends[segment / 4][segment % 4];
    if (behind > first && behind <= first + SPAN) {
      for (var i = 0u; i < TAPS - 1; i++) {
        window[(segment + 1) * run.stride + i * CHANNELS + channel] = before(behind, TAPS - 1 - i, channel);
      }
    }
  }
  if (id.y == 0) {
    // Ascending: a short run shifts the window, and reads each place before it is overwritten.
    for (var i = 0u; i < TAPS - 1; i++) {
      window[i * CHANNELS + channel] = before(run.tokens, TAPS - 1 - i, channel);
    }
  }
}
