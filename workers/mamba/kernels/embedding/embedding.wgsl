// Embedding rows of token ids, dequantised: one workgroup a token.

override WIDTH: u32; // d_model, a multiple of 4
override WORKGROUP: u32 = 64;

@group(0) @binding(0) var<storage, read> ids: array<u32>; // [tokens]
@group(0) @binding(1) var<storage, read> words: array<u32>; // [vocabulary, WIDTH / 4], four weights a word
@group(0) @binding(2) var<storage, read> scales: array<f32>; // [vocabulary]
@group(0) @binding(3) var<storage, read_write> hidden: array<vec4f>; // [tokens, WIDTH / 4]

fn unpack(word: u32) -> vec4f {
  return vec4f((vec4u(word) >> vec4u(0, 8, 16, 24)) & vec4u(255)) - 128;
}

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let id = ids[workgroup.x];
  let scale = scales[id];
  for (var i = lane; i < WIDTH / 4; i += WORKGROUP) {
    hidden[workgroup.x * (WIDTH / 4) + i] = scale * unpack(words[id * (WIDTH / 4) + i]);
  }
}
