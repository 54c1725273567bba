// Rows of an embedding table: ids [tokens] → hidden [tokens, COLUMNS]. One workgroup a token.

override COLUMNS: u32; // d_model, a multiple of 16
override WORKGROUP: u32 = 32;

@group(0) @binding(2) var<storage, read> ids: array<u32>; // [tokens]
@group(0) @binding(3) var<storage, read_write> hidden: array<mat4x4f>; // [tokens, COLUMNS / 16]

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let id = ids[workgroup.x];
  for (var block = lane; block < COLUMNS / 16; block += WORKGROUP) {
    hidden[workgroup.x * (COLUMNS / 16) + block] = scale_of(id) * weights(id, COLUMNS, block);
  }
}
