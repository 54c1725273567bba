// Selective scan of one token (decode), with what leads to Δ:
//   Δ = softplus(dt_low · dt_projᵀ + bias)      s = exp(Δ A) ∘ s + Δ u B      y = (s · C + D u) · gate
// Four invocations share a channel: each a quarter of the rank, and each four of every sixteen states.

override CHANNELS: u32; // d_inner
override STATES: u32; // N, padded to a multiple of 16
override RANK: u32; // dt_rank, padded to a multiple of 4
override LANES: u32 = 4;
override GROUPS: u32 = 16; // channels a workgroup

@group(0) @binding(0) var<storage, read> projected: array<f32>; // [RANK + 2 · STATES]: dt_low, B, C
@group(0) @binding(1) var<storage, read> dt_weight: array<f32>; // [RANK, CHANNELS]: dt_proj transposed
@group(0) @binding(2) var<storage, read> terms: array<vec2f>; // [CHANNELS]: bias of dt_proj, D
@group(0) @binding(3) var<storage, read> ug: array<f32>; // [2 · CHANNELS]: u, silu(z)
@group(0) @binding(4) var<storage, read> a: array<vec4f>; // [CHANNELS, STATES / 4]: A · log2 e
@group(0) @binding(5) var<storage, read_write> state: array<vec4f>; // [CHANNELS, STATES / 4]
@group(0) @binding(6) var<storage, read_write> y: array<f32>; // [CHANNELS]

fn load(at: u32) -> vec4f {
  return vec4f(projected[at], projected[at + 1], projected[at + 2], projected[at + 3]);
}

@compute @workgroup_size(LANES * GROUPS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let lane = index % LANES;
  let wanted = workgroup.x * GROUPS + index / LANES;
  let channel = min(wanted, CHANNELS - 1);
  var product = 0.0;
  for (var r = lane; r < RANK; r += LANES) {
    product += projected[r] * dt_weight[r * CHANNELS + channel];
  }
  let d = softplus(sum_over(LANES, vec4f(product), index).x + terms[channel].x);
  let u = ug[channel];
  let du = d * u;
  var sum = 0.0;
  for (var quad = lane; quad < STATES / 4; quad += LANES) {
    let at = channel * (STATES / 4) + quad;
    let s = exp2(d * a[at]) * state[at] + du * load(RANK + 4 * quad);
    if (wanted < CHANNELS) {
      state[at] = s;
    }
    sum += dot(s, load(RANK + STATES + 4 * quad));
  }
  sum = sum_over(LANES, vec4f(sum), index).x;
  if (lane == 0 && wanted < CHANNELS) {
    y[channel] = (sum + terms[channel].y * u) * ug[CHANNELS + channel];
  }
}
