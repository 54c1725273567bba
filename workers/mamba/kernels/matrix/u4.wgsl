// A matrix in 4 bits, W[r, k] = (code − zero) · scale of a group of 32 columns: what a kernel must know of this weight format.

@group(0) @binding(0) var<storage, read> words: array<vec2u>; // [rows, columns / 16], sixteen codes each, the first lowest
@group(0) @binding(1) var<storage, read> groups: array<u32>; // [rows, columns / 32]: zero · 2¹⁶ + the scale as f16

// The float 2²³ + code has the code as its last bits: exact, and faster than a conversion. So is 2²³ + zero, and the
// difference; times a scale of 11 bits it is exact again.
fn unpack(codes: u32, zero: f32, scale: f32) -> vec4f {
  let bits = (vec4u(codes) >> vec4u(0, 4, 8, 12)) & vec4u(15);
  return (bitcast<vec4f>(bits | vec4u(0x4b000000)) - zero) * scale;
}

/// Weights 16 · block … 16 · block + 15 of a row of `columns`.
fn weights(row: u32, columns: u32, block: u32) -> mat4x4f {
  let octets = words[row * (columns / 16) + block];
  let group = groups[row * (columns / 32) + block / 2];
  let zero = 8388608 + f32(group >> 16);
  let scale = unpack2x16float(group).x;
  return mat4x4f(
    unpack(octets.x, zero, scale),
    unpack(octets.x >> 16, zero, scale),
    unpack(octets.y, zero, scale),
    unpack(octets.y >> 16, zero, scale),
  );
}

/// Every group has its own, which `weights` have been multiplied with.
fn scale_of(row: u32) -> f32 {
  return 1;
}
