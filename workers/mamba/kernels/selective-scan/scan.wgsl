// Δ and the selective scan over a chunk of tokens (prefill):
//   Δ_t = softplus(dt_low · dt_projᵀ + bias)
//   s_t = exp(Δ_t A) ∘ s_{t−1} + Δ_t u_t B_t      y_t = (s_t · C_t + D u_t) · silu(z_t)
//
// A workgroup does WIDTH channels through all of time, in tiles of SLOTS · TOKENS tokens. An invocation has one channel, one
// slot of TOKENS tokens and 16 states in registers. A slot does to any state that enters it  s ↦ exp(A · Σ Δ) ∘ s + end,
// so: every slot from a zero state → Σ Δ and `end` in workgroup memory; the state runs over the slots; every slot again,
// from the state that enters it. B and C are the same for all channels and come from the cache.
//
// Tiles begin anew with each segment, so that its sums do not depend on what was read together with it; the state behind it is
// kept for whoever goes on from there.

// const TOKENS: u32 is put before this text: an array in registers wants a plain constant.

override WIDTH: u32; // channels a workgroup
override SLOTS: u32;

struct Run {
  tokens: u32,
  segments: u32,
  stride: u32, // floats from the context in hand to the one kept behind the first segment, and on to the next
  ends: array<vec4u, 6>, // of the segments, ascending; the last is `tokens`
}

// No constants of the pipeline: so its check, on a small shape, is a check of the very pipeline that a model uses.
struct Shape {
  channels: u32, // d_inner
  states: u32, // N, padded to a multiple of 16: there A = 0 and B = C = 0
  rank: u32, // dt_rank, padded to a multiple of 4
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> u: array<f32>; // [tokens, channels]
@group(0) @binding(2) var<storage, read> projected: array<vec4f>; // [tokens, rank + 2 · states]: dt_low, B, C
@group(0) @binding(3) var<storage, read> dt_weight: array<f32>; // [rank, channels]: dt_proj transposed
@group(0) @binding(4) var<storage, read> terms: array<vec2f>; // [channels]: bias of dt_proj, D
@group(0) @binding(5) var<storage, read> a: array<vec4f>; // [channels, states / 4]: A · log2 e
@group(0) @binding(6) var<storage, read> xz: array<f32>; // [tokens, 2 · channels], z second
@group(0) @binding(7) var<storage, read_write> state: array<f32>; // [channels, states]; kept ones `stride` apart
@group(0) @binding(8) var<storage, read_write> y: array<f32>; // [tokens, channels]
@group(0) @binding(9) var<uniform> shape: Shape;

var<workgroup> ends: array<f32, 16 * WIDTH * SLOTS>; // [16, SLOTS, WIDTH]
var<workgroup> delta_sums: array<f32, WIDTH * SLOTS>; // [SLOTS, WIDTH]

// The exponent is bounded because exp must not overflow: WGSL leaves the result open.
fn silu(v: f32) -> f32 {
  return v / (1 + exp(min(-v, 80)));
}

@compute @workgroup_size(WIDTH * SLOTS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let channels = shape.channels;
  let states = shape.states;
  let rank = shape.rank;
  let invocations = WIDTH * SLOTS;
  let row_quads = (rank + 2 * states) / 4;
  let first_channel = workgroup.x * WIDTH;
  let is_channel = first_channel + lane % WIDTH < channels;
  let channel = min(first_channel + lane % WIDTH, channels - 1);
  let term = terms[channel];

  var begin = 0u;
  for (var segment = 0u; segment < run.segments; segment++) {
    let end = run.ends[segment / 4][segment % 4];
    let last = end - 1;
    for (var tile = begin; tile < end; tile += SLOTS * TOKENS) {
      let first = tile + lane / WIDTH * TOKENS;
      // Variables of a loop are said to begin at zero; not every driver keeps that for arrays, so each element is set.
      var product: array<f32, TOKENS>;
      for (var t = 0u; t < TOKENS; t++) {
        product[t] = term.x;
      }
      for (var quad = 0u; quad < rank / 4; quad++) {
        let at = quad * 4 * channels + channel;
        let w = vec4f(
          dt_weight[at], dt_weight[at + channels], dt_weight[at + 2 * channels], dt_weight[at + 3 * channels],
        );
        for (var t = 0u; t < TOKENS; t++) {
          product[t] += dot(projected[min(first + t, last) * row_quads + quad], w);
        }
      }
      var delta: array<f32, TOKENS>;
      var input: array<f32, TOKENS>;
      var output: array<f32, TOKENS>;
      var delta_sum = 0.0;
      for (var t = 0u; t < TOKENS; t++) {
        // Behind the last token Δ is 0: there the state stays.
        delta[t] = select(0, softplus(product[t]), first + t <= last);
        input[t] = u[min(first + t, last) * channels + channel];
        output[t] = term.y * input[t];
        delta_sum += delta[t];
      }

      for (var block = 0u; block < states / 16; block++) {
        let at = channel * (states / 4) + block * 4;
        let a0 = a[at];
        let a1 = a[at + 1];
        let a2 = a[at + 2];
        let a3 = a[at + 3];
        var s0 = vec4f();
        var s1 = vec4f();
        var s2 = vec4f();
        var s3 = vec4f();
        for (var t = 0u; t < TOKENS; t++) {
          let b = min(first + t, last) * row_quads + rank / 4 + block * 4;
          let du = delta[t] * input[t];
          s0 = exp2(delta[t] * a0) * s0 + du * projected[b];
          s1 = exp2(delta[t] * a1) * s1 + du * projected[b + 1];
          s2 = exp2(delta[t] * a2) * s2 + du * projected[b + 2];
          s3 = exp2(delta[t] * a3) * s3 + du * projected[b + 3];
        }
        delta_sums[lane] = delta_sum;
        for (var n = 0u; n < 4; n++) {
          ends[n * invocations + lane] = s0[n];
          ends[(n + 4) * invocations + lane] = s1[n];
          ends[(n + 8) * invocations + lane] = s2[n];
          ends[(n + 12) * invocations + lane] = s3[n];
        }
        workgroupBarrier();

        // Each end becomes the state that enters its slot.
        for (var i = lane; i < 16 * WIDTH; i += invocations) {
          let n = i / WIDTH;
          let owner = min(first_channel + i % WIDTH, channels - 1);
          let place = owner * states + block * 16 + n;
          let rate = a[place / 4][place % 4];
          var s = state[place];
          for (var slot = 0u; slot < SLOTS; slot++) {
            let entry = n * invocations + slot * WIDTH + i % WIDTH;
            let slot_end = ends[entry];
            ends[entry] = s;
            s = exp2(rate * delta_sums[slot * WIDTH + i % WIDTH]) * s + slot_end;
          }
          if (first_channel + i % WIDTH < channels) {
            state[place] = s;
            if (tile + SLOTS * TOKENS >= end) {
              state[(segment + 1) * run.stride + place] = s;
            }
          }
        }
        workgroupBarrier();

        for (var n = 0u; n < 4; n++) {
          s0[n] = ends[n * invocations + lane];
          s1[n] = ends[(n + 4) * invocations + lane];
          s2[n] = ends[(n + 8) * invocations + lane];
          s3[n] = ends[(n + 12) * invocations + lane];
        }
        for (var t = 0u; t < TOKENS; t++) {
          let b = min(first + t, last) * row_quads + rank / 4 + block * 4;
          let c = b + states / 4;
          let du = delta[t] * input[t];
          s0 = exp2(delta[t] * a0) * s0 + du * projected[b];
          s1 = exp2(delta[t] * a1) * s1 + du * projected[b + 1];
          s2 = exp2(delta[t] * a2) * s2 + du * projected[b + 2];
          s3 = exp2(delta[t] * a3) * s3 + du * projected[b + 3];
          output[t] += dot(s0, projected[c]) + dot(s1, projected[c + 1]) + dot(s2, projected[c + 2])
            + dot(s3, projected[c + 3]);
        }
        workgroupBarrier(); // the ends have been read
      }
      for (var t = 0u; t < TOKENS; t++) {
        if (is_channel && first + t <= last) {
          let z = xz[(first + t) * 2 * channels + channels + channel];
          y[(first + t) * channels + channel] = output[t] * silu(z);
        }
      }
    }
    begin = end;
  }
}
