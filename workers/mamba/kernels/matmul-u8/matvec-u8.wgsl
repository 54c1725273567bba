// y = x · Wᵀ for one row of x (decode). W is u8 with a scale per row: W[r, k] = (words − 128) · scales[r].
//
// LANES invocations share a row of W: neighbours read neighbouring words.

override COLUMNS: u32; // k, a multiple of 4
override ROWS: u32;
override ACCUMULATE: bool = false; // y += instead of y =: the residual connection
override LANES: u32 = 16; // a power of two
override ROWS_A_WORKGROUP: u32 = 8;

@group(0) @binding(0) var<storage, read> x: array<vec4f>; // [COLUMNS / 4]
@group(0) @binding(1) var<storage, read> words: array<u32>; // [ROWS, COLUMNS / 4], four weights a word
@group(0) @binding(2) var<storage, read> scales: array<f32>; // [ROWS]
@group(0) @binding(3) var<storage, read_write> y: array<f32>; // [ROWS]

var<workgroup> sums: array<f32, ROWS_A_WORKGROUP * LANES>;

fn unpack(word: u32) -> vec4f {
  return vec4f((vec4u(word) >> vec4u(0, 8, 16, 24)) & vec4u(255)) - 128;
}

@compute @workgroup_size(LANES, ROWS_A_WORKGROUP)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_id) local: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let row = workgroup.x * ROWS_A_WORKGROUP + local.y;
  var sum = 0.0;
  if (row < ROWS) {
    for (var i = local.x; i < COLUMNS / 4; i += LANES) {
      sum += dot(x[i], unpack(words[row * (COLUMNS / 4) + i]));
    }
  }
  sums[index] = sum;
  for (var half = LANES / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (local.x < half) {
      sums[index] += sums[index + half];
    }
  }
  if (local.x == 0 && row < ROWS) {
    y[row] = select(0.0, y[row], ACCUMULATE) + sums[index] * scales[row];
  }
}
