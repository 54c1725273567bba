// y = x / sqrt(mean(x²) + EPSILON) · weight: one workgroup a row.

override WIDTH: u32; // d_model, a multiple of 4
override EPSILON: f32;
override WORKGROUP: u32 = 64; // a power of two

@group(0) @binding(0) var<storage, read> x: array<vec4f>; // [tokens, WIDTH / 4]
@group(0) @binding(1) var<storage, read> weight: array<vec4f>; // [WIDTH / 4]
@group(0) @binding(2) var<storage, read_write> y: array<vec4f>; // [tokens, WIDTH / 4]

var<workgroup> sums: array<f32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let row = workgroup.x * (WIDTH / 4);
  var sum = 0.0;
  for (var i = lane; i < WIDTH / 4; i += WORKGROUP) {
    sum += dot(x[row + i], x[row + i]);
  }
  sums[lane] = sum;
  for (var half = WORKGROUP / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) {
      sums[lane] += sums[lane + half];
    }
  }
  workgroupBarrier();
  let scale = inverseSqrt(sums[0] / f32(WIDTH) + EPSILON);
  for (var i = lane; i < WIDTH / 4; i += WORKGROUP) {
    y[row + i] = x[row + i] * scale * weight[i];
  }
}
