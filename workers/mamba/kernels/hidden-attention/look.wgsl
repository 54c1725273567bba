// Before both kernels: what is looked at, of which shape (`lookWords`).

override WORKGROUP: u32 = 64;

struct Look {
  tokens: u32, // of this chunk
  first: u32, // place of the chunk's first token in the whole text
  query: u32, // place of the first query; the others follow it
  queries: u32,
  channels: u32, // d_inner
  states: u32, // N
  padded_states: u32,
  rank: u32, // dt_rank, padded
  groups: u32, // of neighbouring channels, all equally wide
}

@group(0) @binding(0) var<uniform> look: Look;
