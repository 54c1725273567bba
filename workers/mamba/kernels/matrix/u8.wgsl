// A matrix in 8 bits, W[r, k] = (byte − 128) · scales[r]: what a kernel must know of this weight format.

@group(0) @binding(0) var<storage, read> words: array<vec4u>; // [rows, columns / 16], sixteen weights each
@group(0) @binding(1) var<storage, read> scales: array<f32>; // [rows]

// The float 2²³ + byte has the byte as its last bits: exact, and faster than a conversion.
fn unpack(word: u32) -> vec4f {
  let bytes = (vec4u(word) >> vec4u(0, 8, 16, 24)) & vec4u(255);
  return bitcast<vec4f>(bytes | vec4u(0x4b000000)) - 8388736;
}

/// Weights 16 · block … 16 · block + 15 of a row of `columns`, to be multiplied by `scale_of(row)` in the end.
fn weights(row: u32, columns: u32, block: u32) -> mat4x4f {
  let quads = words[row * (columns / 16) + block];
  return mat4x4f(unpack(quads.x), unpack(quads.y), unpack(quads.z), unpack(quads.w));
}

fn scale_of(row: u32) -> f32 {
  return scales[row];
}
