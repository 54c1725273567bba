// The middle of a block for one token (decode): x_proj, Δ, selective scan and gate in one dispatch.
//   dt_low, B, C = x_proj(u)      Δ = softplus(dt_low · dt_projᵀ + bias)
//   s = exp(Δ A) ∘ s + Δ u B      y = (s · C + D u) · gate
// Every workgroup computes all of x_proj, which costs less than a dispatch of its own where the matrix is small, and
// goes on with the channels that are its own: four invocations each.

override COLUMNS: u32; // d_inner, a multiple of 16
override ROWS: u32; // RANK + 2 · STATES
override STATES: u32; // N, padded to a multiple of 16
override RANK: u32; // dt_rank, padded to a multiple of 4
override LANES: u32 = 32; // a power of two, at least 4
override GROUPS: u32 = 8;

@group(0) @binding(2) var<storage, read> ug: array<mat4x4f>; // [2 · COLUMNS / 16]: u, silu(z)
@group(0) @binding(3) var<storage, read> dt_weight: array<f32>; // [RANK, COLUMNS]: dt_proj transposed
@group(0) @binding(4) var<storage, read> terms: array<vec2f>; // [COLUMNS]: bias of dt_proj, D
@group(0) @binding(5) var<storage, read> a: array<vec4f>; // [COLUMNS, STATES / 4]: A · log2 e
@group(0) @binding(6) var<storage, read_write> state: array<vec4f>; // [COLUMNS, STATES / 4]
@group(0) @binding(7) var<storage, read_write> y: array<f32>; // [COLUMNS]

var<workgroup> projected: array<f32, ROWS>; // dt_low, B, C

fn load(at: u32) -> vec4f {
  return vec4f(projected[at], projected[at + 1], projected[at + 2], projected[at + 3]);
}

fn scalar(i: u32) -> f32 {
  return ug[i / 16][i / 4 % 4][i % 4];
}

@compute @workgroup_size(LANES * GROUPS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  for (var base = 0u; base < ROWS; base += 4 * GROUPS) {
    let wanted = base + index / LANES * 4;
    let row = min(wanted, ROWS - 4);
    var sum = vec4f();
    for (var block = index % LANES; block < COLUMNS / 16; block += LANES) {
      let x = ug[block];
      for (var i = 0u; i < 4; i++) {
        let w = weights(row + i, COLUMNS, block);
        sum[i] += dot(x[0], w[0]) + dot(x[1], w[1]) + dot(x[2], w[2]) + dot(x[3], w[3]);
      }
    }
    sum = sum_over(LANES, sum, index);
    let lane = index % LANES;
    if (lane < 4 && wanted < ROWS) {
      projected[row + lane] = sum[lane] * scale_of(row + lane);
    }
  }
  workgroupBarrier();

  let lane = index % 4;
  let wanted = workgroup.x * (LANES * GROUPS / 4) + index / 4;
  let channel = min(wanted, COLUMNS - 1);
  var product = 0.0;
  for (var r = lane; r < RANK; r += 4) {
    product += projected[r] * dt_weight[r * COLUMNS + channel];
  }
  let d = softplus(sum_over(4, vec4f(product), index).x + terms[channel].x);
  let u = scalar(channel);
  let du = d * u;
  var sum = 0.0;
  for (var quad = lane; quad < STATES / 4; quad += 4) {
    let at = channel * (STATES / 4) + quad;
    let s = exp2(d * a[at]) * state[at] + du * load(RANK + 4 * quad);
    if (wanted < COLUMNS) {
      state[at] = s;
    }
    sum += dot(s, load(RANK + STATES + 4 * quad));
  }
  sum = sum_over(4, vec4f(sum), index).x;
  if (lane == 0 && wanted < COLUMNS) {
    y[channel] = (sum + terms[channel].y * u) * scalar(COLUMNS + channel);
  }
}
