// Selective scan, last of three: each span again, from the state that enters it, with its output:
//   s_t = exp(Δ_t A) ∘ s_{t−1} + Δ_t u_t B_t      y_t = (s_t · C_t + D u_t) · silu(z_t)
// An invocation runs one channel through one span, 16 states in registers; B and C are staged once a workgroup.

override CHANNELS: u32; // d_inner
override STATES: u32; // N
override BLOCKS: u32; // ceil(N / 16): states are padded to 16 · BLOCKS, where A = 0 and B = C = 0
override RANK: u32; // dt_rank
override SPAN: u32;
override WORKGROUP: u32 = 64;

struct Run { tokens: u32 }

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> u: array<f32>; // [tokens, CHANNELS]
@group(0) @binding(2) var<storage, read> delta: array<f32>; // [tokens, CHANNELS]
@group(0) @binding(3) var<storage, read> projected: array<f32>; // [tokens, RANK + 2 · STATES]: dt_low, B, C
@group(0) @binding(4) var<storage, read> a: array<vec4f>; // [CHANNELS, 4 · BLOCKS]
@group(0) @binding(5) var<storage, read> skip: array<f32>; // [CHANNELS]: D
@group(0) @binding(6) var<storage, read> xz: array<f32>; // [tokens, 2 · CHANNELS], z second
@group(0) @binding(7) var<storage, read> carries: array<vec4f>; // [spans, CHANNELS, 4 · BLOCKS]: entering states
@group(0) @binding(8) var<storage, read_write> y: array<f32>; // [tokens, CHANNELS]

var<workgroup> b_staged: array<vec4f, SPAN * BLOCKS * 4>; // [SPAN, 4 · BLOCKS]
var<workgroup> c_staged: array<vec4f, SPAN * BLOCKS * 4>; // [SPAN, 4 · BLOCKS]

fn load(token: u32, group: u32, n: u32) -> f32 {
  if (token >= run.tokens || n >= STATES) {
    return 0;
  }
  return projected[token * (RANK + 2 * STATES) + RANK + group * STATES + n];
}

fn load_quad(token: u32, group: u32, n: u32) -> vec4f {
  return vec4f(
    load(token, group, n), load(token, group, n + 1), load(token, group, n + 2), load(token, group, n + 3),
  );
}

// The exponent is bounded because exp must not overflow: WGSL leaves the result open.
fn silu(v: f32) -> f32 {
  return v / (1 + exp(min(-v, 80)));
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let span = workgroup.y;
  let first = span * SPAN;
  for (var i = lane; i < SPAN * BLOCKS * 4; i += WORKGROUP) {
    let token = first + i / (BLOCKS * 4);
    let n = i % (BLOCKS * 4) * 4;
    b_staged[i] = load_quad(token, 0, n);
    c_staged[i] = load_quad(token, 1, n);
  }
  workgroupBarrier();

  let channel = workgroup.x * WORKGROUP + lane;
  if (channel >= CHANNELS) {
    return;
  }
  let tokens = min(SPAN, run.tokens - first);
  for (var block = 0u; block < BLOCKS; block++) {
    let at = channel * BLOCKS * 4 + block * 4;
    let a0 = a[at];
    let a1 = a[at + 1];
    let a2 = a[at + 2];
    let a3 = a[at + 3];
    let entry = span * CHANNELS * BLOCKS * 4 + at;
    var s0 = carries[entry];
    var s1 = carries[entry + 1];
    var s2 = carries[entry + 2];
    var s3 = carries[entry + 3];
    for (var t = 0u; t < tokens; t++) {
      let i = (first + t) * CHANNELS + channel;
      let d = delta[i];
      let du = d * u[i];
      let n = t * BLOCKS * 4 + block * 4;
      s0 = exp(d * a0) * s0 + du * b_staged[n];
      s1 = exp(d * a1) * s1 + du * b_staged[n + 1];
      s2 = exp(d * a2) * s2 + du * b_staged[n + 2];
      s3 = exp(d * a3) * s3 + du * b_staged[n + 3];
      var sum = dot(s0, c_staged[n]) + dot(s1, c_staged[n + 1]) + dot(s2, c_staged[n + 2])
        + dot(s3, c_staged[n + 3]);
      if (block > 0) {
        sum += y[i];
      }
      if (block == BLOCKS - 1) {
        sum = (sum + skip[channel] * u[i]) * silu(xz[(first + t) * 2 * CHANNELS + CHANNELS + channel]);
      }
      y[i] = sum;
    }
  }
}
