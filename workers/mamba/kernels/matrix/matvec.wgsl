// y = x · Wᵀ for one row of x (decode). LANES invocations share four rows of W, sixteen columns each at a time.

override COLUMNS: u32; // a multiple of 16
override ROWS: u32; // a multiple of 4
override LANES: u32 = 32; // a power of two
override GROUPS: u32 = 4;
override ACCUMULATE: bool = false; // y += instead of y =: the residual connection

@group(0) @binding(2) var<storage, read> x: array<mat4x4f>; // [COLUMNS / 16]
@group(0) @binding(3) var<storage, read_write> y: array<vec4f>; // [ROWS / 4]

@compute @workgroup_size(LANES * GROUPS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let quad = workgroup.x * GROUPS + index / LANES;
  let row = min(quad * 4, ROWS - 4);
  var sum = vec4f();
  for (var block = index % LANES; block < COLUMNS / 16; block += LANES) {
    let at = x[block];
    for (var i = 0u; i < 4; i++) {
      let w = weights(row + i, COLUMNS, block);
      sum[i] += dot(at[0], w[0]) + dot(at[1], w[1]) + dot(at[2], w[2]) + dot(at[3], w[3]);
    }
  }
  sum = sum_over(LANES, sum, index);
  if (index % LANES == 0 && quad * 4 < ROWS) {
    let scaled = sum * vec4f(scale_of(row), scale_of(row + 1), scale_of(row + 2), scale_of(row + 3));
    y[quad] = select(vec4f(), y[quad], ACCUMULATE) + scaled;
  }
}
