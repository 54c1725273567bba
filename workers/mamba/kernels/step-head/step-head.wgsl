// The last norm and the head for one token: logits = RMSNorm(hidden) · embeddingᵀ, and of each workgroup's logits the largest
// and the sum of exponentials, which the kernel `choose` puts together.

override COLUMNS: u32; // d_model, a multiple of 16
override ROWS: u32; // vocabulary
override EPSILON: f32;
override LANES: u32 = 32; // a power of two
override GROUPS: u32 = 8;

struct Partial {
  max: f32,
  id: u32,
  sum: f32, // Σ exp(logit − max)
  unused: f32,
}

@group(0) @binding(2) var<storage, read> hidden: array<mat4x4f>; // [COLUMNS / 16]
@group(0) @binding(3) var<storage, read> norm: array<mat4x4f>; // [COLUMNS / 16]
@group(0) @binding(4) var<storage, read_write> logits: array<f32>; // [ROWS]
@group(0) @binding(5) var<storage, read_write> partials: array<Partial>; // [workgroups]

var<workgroup> of_groups: array<Partial, GROUPS>;

fn merge(a: Partial, b: Partial) -> Partial {
  let b_wins = b.max > a.max || (b.max == a.max && b.id < a.id);
  let top = max(a.max, b.max);
  let sum = a.sum * exp(a.max - top) + b.sum * exp(b.max - top);
  return Partial(top, select(a.id, b.id, b_wins), sum, 0);
}

@compute @workgroup_size(LANES * GROUPS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let group = index / LANES;
  let first = (workgroup.x * GROUPS + group) * 4;
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
      let w = weights(min(first + i, ROWS - 1), COLUMNS, block);
      sum[i] += dot(x0, w[0]) + dot(x1, w[1]) + dot(x2, w[2]) + dot(x3, w[3]);
    }
  }
  sum = sum_over(LANES, sum, index);
  let mean_square = sum_over(LANES, vec4f(squares), index).x / f32(COLUMNS);
  if (index % LANES == 0) {
    let factor = inverseSqrt(mean_square + EPSILON);
    var mine = Partial(-1e30, ROWS, 0, 0);
    for (var i = 0u; i < 4; i++) {
      let row = first + i;
      if (row < ROWS) {
        let logit = sum[i] * scale_of(row) * factor;
        logits[row] = logit;
        mine = merge(mine, Partial(logit, row, 1, 0));
      }
    }
    of_groups[group] = mine;
  }
  workgroupBarrier();
  if (index == 0) {
    for (var i = 1u; i < GROUPS; i++) {
      of_groups[0] = merge(of_groups[0], of_groups[i]);
    }
    partials[workgroup.x] = of_groups[0];
  }
}
