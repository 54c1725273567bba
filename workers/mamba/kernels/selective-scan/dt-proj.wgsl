// dt_low · dt_projᵀ for many tokens (prefill), where x was: the convolution has read it, and the scan finds Δ beside z. Bias and
// softplus are the scan's, as in state-spaces/mamba.
//
// An invocation makes four tokens × four channels, so that what it loads feeds four multiply-adds each.

struct Run { tokens: u32 }

struct Shape {
  channels: u32, // d_inner, a multiple of 4
  states: u32, // N, padded to a multiple of 16
  rank: u32, // dt_rank, padded to a multiple of 4
}

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> projected: array<vec4f>; // [tokens, rank + 2 · states]: dt_low, B, C
@group(0) @binding(2) var<storage, read> dt_weight: array<vec4f>; // [rank, channels / 4]: dt_proj transposed
@group(0) @binding(3) var<storage, read_write> xz: array<vec4f>; // [tokens, 2 · channels / 4], z second
@group(0) @binding(4) var<uniform> shape: Shape;

@compute @workgroup_size(32, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let quads = shape.channels / 4;
  let row_quads = (shape.rank + 2 * shape.states) / 4;
  let first = id.y * 4;
  if (id.x >= quads || first >= run.tokens) {
    return;
  }
  let last = run.tokens - 1;
  let rows = min(vec4u(first, first + 1, first + 2, first + 3), vec4u(last)) * row_quads;
  var sum: array<vec4f, 4>;
  for (var quad = 0u; quad < shape.rank / 4; quad++) {
    let at = 4 * quad * quads + id.x;
    let w = mat4x4f(dt_weight[at], dt_weight[at + quads], dt_weight[at + 2 * quads], dt_weight[at + 3 * quads]);
    for (var t = 0u; t < 4; t++) {
      sum[t] += w * projected[rows[t] + quad];
    }
  }
  for (var t = 0u; t < 4; t++) {
    if (first + t <= last) {
      xz[(first + t) * 2 * quads + id.x] = sum[t];
    }
  }
}
