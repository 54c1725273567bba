// The sum over `lanes` neighbours (a power of two) through workgroup memory; every one of them gets it. All invocations must call it.

var<workgroup> partial_sums: array<vec4f, LANES * GROUPS>;

fn sum_over(lanes: u32, value: vec4f, index: u32) -> vec4f {
  workgroupBarrier(); // whatever was summed before has been read
  partial_sums[index] = value;
  for (var half = lanes / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (index % lanes < half) {
      partial_sums[index] += partial_sums[index + half];
    }
  }
  workgroupBarrier();
  return partial_sums[index - index % lanes];
}
