// The selective scan over a chunk of tokens (prefill):
//   Δ_t = softplus(dt_t + bias)      s_t = exp(Δ_t A) ∘ s_{t−1} + Δ_t u_t B_t      y_t = (s_t · C_t + D u_t) · silu(z_t)
//
// A workgroup does WIDTH channels through all of time, in tiles of SLOTS · TOKENS tokens. Four invocations share a channel and a
// slot of TOKENS tokens, each with four of sixteen states. A slot does to any state that enters it
// s ↦ exp(A · Σ Δ) ∘ s + end, so: every slot from a zero state → Σ Δ and `end` in workgroup memory; the state runs over the
// slots; every slot again, from the state that enters it. Each exponential is computed once: the decays of four states and TOKENS
// tokens stay in registers, which those of sixteen states would not. What belongs to a channel and not to a state (Δ, the gate) is
// computed by one of the four and passes through workgroup memory, and so do the four parts of s · C.
//
// Tiles begin anew with each segment, so that its sums do not depend on what was read together with it; the state behind it is
// kept for whoever goes on from there.

// const TOKENS: u32, a multiple of 4, is put before this text: an array in registers wants a plain constant.

override WIDTH: u32; // channels a workgroup
override SLOTS: u32; // a multiple of 4

const LANES = 4u; // invocations a channel and slot
const OWN = TOKENS / LANES; // tokens of which an invocation makes Δ and y

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
@group(0) @binding(3) var<storage, read> terms: array<vec2f>; // [channels]: bias of dt_proj, D
@group(0) @binding(4) var<storage, read> a: array<vec4f>; // [channels, states / 4]: A · log2 e
@group(0) @binding(5) var<storage, read> dt_z: array<f32>; // [tokens, 2 · channels]: dt, z
@group(0) @binding(6) var<storage, read_write> state: array<f32>; // [channels, states]; kept ones `stride` apart
@group(0) @binding(7) var<storage, read_write> y: array<f32>; // [tokens, channels]
@group(0) @binding(8) var<uniform> shape: Shape;

var<workgroup> steps: array<vec2f, TOKENS * WIDTH * SLOTS>; // [SLOTS, TOKENS, WIDTH]: Δ, Δ u
var<workgroup> delta_sums: array<f32, WIDTH * SLOTS>; // [SLOTS, WIDTH]
// [4, SLOTS, WIDTH, LANES]: the ends of slots, then the states that enter them. In the end the parts of s · C: [SLOTS, TOKENS,
// WIDTH, LANES]. Scalars, since a store to one element of a vector may touch the others.
var<workgroup> exchange: array<f32, LANES * max(4, TOKENS) * WIDTH * SLOTS>;

// The exponent is bounded because exp must not overflow: WGSL leaves the result open.
fn silu(v: f32) -> f32 {
  return v / (1 + exp(min(-v, 80)));
}

/// u, dt and z of the tokens that are an invocation's own; behind the last token, the last once more.
fn own_inputs(first: u32, last: u32, lane: u32, channel: u32) -> array<vec3f, OWN> {
  var inputs: array<vec3f, OWN>;
  for (var i = 0u; i < OWN; i++) {
    let token = min(first + LANES * i + lane, last);
    let at = token * 2 * shape.channels + channel;
    inputs[i] = vec3f(u[token * shape.channels + channel], dt_z[at], dt_z[at + shape.channels]);
  }
  return inputs;
}

@compute @workgroup_size(LANES * WIDTH * SLOTS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let channels = shape.channels;
  let states = shape.states;
  let row_quads = (shape.rank + 2 * states) / 4;
  let across = LANES * WIDTH;
  let invocations = across * SLOTS;
  let lane = index % LANES;
  let column = index / LANES % WIDTH;
  let slot = index / across;
  let first_channel = workgroup.x * WIDTH;
  let is_channel = first_channel + column < channels;
  let channel = min(first_channel + column, channels - 1);
  let term = terms[channel];
  let first_step = slot * TOKENS * WIDTH + column;
  // The state of each channel runs over the slots in an invocation of its own; SLOTS is at least 4, so there are enough.
  let carries = index < 16 * WIDTH;
  let carried_column = index / LANES % WIDTH;
  let carried_channel = min(first_channel + carried_column, channels - 1);
  let carried_state = LANES * (index % LANES) + index / across;
  let first_carried = index / across * invocations + index % across;

  var begin = 0u;
  for (var segment = 0u; segment < run.segments; segment++) {
    let end = run.ends[segment / 4][segment % 4];
    let last = end - 1;
    var next = own_inputs(begin + slot * TOKENS, last, lane, channel);
    for (var tile = begin; tile < end; tile += SLOTS * TOKENS) {
      let first = tile + slot * TOKENS;
      // Variables of a loop are said to begin at zero; not every driver keeps that for arrays, so each element is set.
      var input: array<f32, OWN>;
      var gate: array<f32, OWN>;
      for (var i = 0u; i < OWN; i++) {
        let t = LANES * i + lane;
        input[i] = next[i].x;
        gate[i] = silu(next[i].z);
        // Behind the last token Δ is 0: there the state stays.
        let delta = select(0, softplus(next[i].y + term.x), first + t <= last);
        steps[first_step + t * WIDTH] = vec2f(delta, delta * input[i]);
      }
      // On their way while this tile is computed.
      next = own_inputs(first + SLOTS * TOKENS, last, lane, channel);
      var output: array<f32, TOKENS>;
      for (var t = 0u; t < TOKENS; t++) {
        output[t] = 0;
      }

      for (var block = 0u; block < states / 16; block++) {
        let rate = a[channel * (states / 4) + block * 4 + lane];
        let b = shape.rank / 4 + block * 4 + lane;
        var decay: array<vec4f, TOKENS>;
        var gain: array<vec4f, TOKENS>;
        for (var t = 0u; t < TOKENS; t++) {
          gain[t] = projected[min(first + t, last) * row_quads + b];
        }
        let place = carried_channel * states + block * 16 + carried_state;
        var carried_rate = 0.0;
        var entering = 0.0;
        if (carries) {
          carried_rate = a[place / 4][place % 4];
          entering = state[place];
        }
        workgroupBarrier(); // steps are there, and what the block before left in `exchange` has been read
        var s = vec4f();
        var delta_sum = 0.0;
        for (var t = 0u; t < TOKENS; t++) {
          let step = steps[first_step + t * WIDTH];
          decay[t] = exp2(step.x * rate);
          gain[t] *= step.y;
          s = decay[t] * s + gain[t];
          delta_sum += step.x;
        }
        for (var n = 0u; n < 4; n++) {
          exchange[n * invocations + index] = s[n];
        }
        if (lane == 0) {
          delta_sums[slot * WIDTH + column] = delta_sum;
        }
        workgroupBarrier();

        // Each end becomes the state that enters its slot.
        if (carries) {
          for (var four = 0u; four < SLOTS; four += 4) {
            // Loads first: only the sums below wait for each other.
            var slot_decay: vec4f;
            var slot_end: vec4f;
            for (var j = 0u; j < 4; j++) {
              slot_decay[j] = delta_sums[(four + j) * WIDTH + carried_column];
              slot_end[j] = exchange[first_carried + (four + j) * across];
            }
            slot_decay = exp2(carried_rate * slot_decay);
            for (var j = 0u; j < 4; j++) {
              exchange[first_carried + (four + j) * across] = entering;
              entering = slot_decay[j] * entering + slot_end[j];
            }
          }
          if (first_channel + carried_column < channels) {
            state[place] = entering;
            if (tile + SLOTS * TOKENS >= end) {
              state[(segment + 1) * run.stride + place] = entering;
            }
          }
        }
        workgroupBarrier();

        for (var n = 0u; n < 4; n++) {
          s[n] = exchange[n * invocations + index];
        }
        for (var t = 0u; t < TOKENS; t++) {
          s = decay[t] * s + gain[t];
          output[t] += dot(s, projected[min(first + t, last) * row_quads + b + states / 4]);
        }
      }
      workgroupBarrier(); // the entering states have been read
      for (var t = 0u; t < TOKENS; t++) {
        exchange[LANES * (first_step + t * WIDTH) + lane] = output[t];
      }
      workgroupBarrier();

      for (var i = 0u; i < OWN; i++) {
        let t = LANES * i + lane;
        if (is_channel && first + t <= last) {
          var sum = term.y * input[i];
          for (var part = 0u; part < LANES; part++) {
            // Each of the four begins elsewhere, so that they do not ask the same bank.
            sum += exchange[LANES * (first_step + t * WIDTH) + (part + lane) % LANES];
          }
          y[(first + t) * channels + channel] = sum * gate[i];
        }
      }
    }
    begin = end;
  }
}
