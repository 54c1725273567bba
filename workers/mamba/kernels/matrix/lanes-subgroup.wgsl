// The sum over `lanes` neighbours (a power of two) inside a subgroup; every one of them gets it.

fn sum_over(lanes: u32, value: vec4f, index: u32) -> vec4f {
  var sum = value;
  for (var half = lanes / 2; half > 0; half /= 2) {
    sum += subgroupShuffleXor(sum, half);
  }
  return sum;
}
