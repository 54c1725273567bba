// Selective scan, first of three: each span of SPAN tokens alone, from a zero state.
//
// An invocation runs one channel through one span and 16 states in registers. What a span does to any state that
// enters it is  s ↦ exp(A · Σ Δ) ∘ s + end,  so Σ Δ and `end` are all that the next kernel needs.

override CHANNELS: u32; // d_inner
override STATES: u32; // N
override BLOCKS: u32; // ceil(N / 16): states are padded to 16 · BLOCKS, where A = 0 and B = 0
override RANK: u32; // dt_rank
override SPAN: u32;
override WORKGROUP: u32 = 64;

struct Run { tokens: u32 }

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> u: array<f32>; // [tokens, CHANNELS]
@group(0) @binding(2) var<storage, read> delta: array<f32>; // [tokens, CHANNELS]
@group(0) @binding(3) var<storage, read> projected: array<f32>; // [tokens, RANK + 2 · STATES]: dt_low, B, C
@group(0) @binding(4) var<storage, read> a: array<vec4f>; // [CHANNELS, 4 · BLOCKS]
@group(0) @binding(5) var<storage, read_write> delta_sums: array<f32>; // [spans, CHANNELS]
@group(0) @binding(6) var<storage, read_write> carries: array<vec4f>; // [spans, CHANNELS, 4 · BLOCKS]

var<workgroup> b_staged: array<vec4f, SPAN * BLOCKS * 4>; // [SPAN, 4 · BLOCKS]

fn load_b(token: u32, n: u32) -> f32 {
  if (token >= run.tokens || n >= STATES) {
    return 0;
  }
  return projected[token * (RANK + 2 * STATES) + RANK + n];
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
    b_staged[i] = vec4f(load_b(token, n), load_b(token, n + 1), load_b(token, n + 2), load_b(token, n + 3));
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
    var s0 = vec4f();
    var s1 = vec4f();
    var s2 = vec4f();
    var s3 = vec4f();
    var delta_sum = 0.0;
    for (var t = 0u; t < tokens; t++) {
      let d = delta[(first + t) * CHANNELS + channel];
      let du = d * u[(first + t) * CHANNELS + channel];
      let b = t * BLOCKS * 4 + block * 4;
      s0 = exp(d * a0) * s0 + du * b_staged[b];
      s1 = exp(d * a1) * s1 + du * b_staged[b + 1];
      s2 = exp(d * a2) * s2 + du * b_staged[b + 2];
      s3 = exp(d * a3) * s3 + du * b_staged[b + 3];
      delta_sum += d;
    }
    let to = span * CHANNELS * BLOCKS * 4 + at;
    carries[to] = s0;
    carries[to + 1] = s1;
    carries[to + 2] = s2;
    carries[to + 3] = s3;
    if (block == 0) {
      delta_sums[span * CHANNELS + channel] = delta_sum;
    }
  }
}
