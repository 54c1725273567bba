// Selective scan of one token (decode):
//   s = exp(Δ A) ∘ s + Δ u B      y = (s · C + D u) · silu(z)
// An invocation does one channel.

override CHANNELS: u32; // d_inner
override STATES: u32; // N
override BLOCKS: u32; // ceil(N / 16): states are padded to 16 · BLOCKS, where A = 0 and B = C = 0
override RANK: u32; // dt_rank
override WORKGROUP: u32 = 64;

@group(0) @binding(0) var<storage, read> u: array<f32>; // [CHANNELS]
@group(0) @binding(1) var<storage, read> delta: array<f32>; // [CHANNELS]
@group(0) @binding(2) var<storage, read> projected: array<f32>; // [RANK + 2 · STATES]: dt_low, B, C
@group(0) @binding(3) var<storage, read> a: array<vec4f>; // [CHANNELS, 4 · BLOCKS]
@group(0) @binding(4) var<storage, read> skip: array<f32>; // [CHANNELS]: D
@group(0) @binding(5) var<storage, read> xz: array<f32>; // [2 · CHANNELS], z second
@group(0) @binding(6) var<storage, read_write> state: array<vec4f>; // [CHANNELS, 4 · BLOCKS]
@group(0) @binding(7) var<storage, read_write> y: array<f32>; // [CHANNELS]

fn load(group: u32, n: u32) -> f32 {
  if (n >= STATES) {
    return 0;
  }
  return projected[RANK + group * STATES + n];
}

fn load_quad(group: u32, n: u32) -> vec4f {
  return vec4f(load(group, n), load(group, n + 1), load(group, n + 2), load(group, n + 3));
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
  let d = delta[channel];
  let du = d * u[channel];
  var sum = skip[channel] * u[channel];
  for (var quad = 0u; quad < BLOCKS * 4; quad++) {
    let at = channel * BLOCKS * 4 + quad;
    let s = exp(d * a[at]) * state[at] + du * load_quad(0, quad * 4);
    state[at] = s;
    sum += dot(s, load_quad(1, quad * 4));
  }
  y[channel] = sum * silu(xz[CHANNELS + channel]);
}
