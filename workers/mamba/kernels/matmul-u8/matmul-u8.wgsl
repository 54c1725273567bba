// y = x · Wᵀ for many rows of x (prefill). W is u8 with a scale per row: W[r, k] = (words − 128) · scales[r].
//
// A workgroup of 16 × 16 makes a tile of 64 tokens × 64 rows of W, each invocation 4 × 4 of it. Both tiles are
// staged k-major, so that four tokens (or rows) are one vec4: 2 loads feed 16 multiply-adds.

override COLUMNS: u32; // k, a multiple of 4
override ROWS: u32;
override ACCUMULATE: bool = false; // y += instead of y =: the residual connection

const TILE = 64u;
const DEPTH = 32u; // k staged at a time: 2 · 64 · 32 · 4 bytes = 16 KiB, the guaranteed workgroup memory

struct Run { tokens: u32 }

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> x: array<vec4f>; // [tokens, COLUMNS / 4]
@group(0) @binding(2) var<storage, read> words: array<u32>; // [ROWS, COLUMNS / 4], four weights a word
@group(0) @binding(3) var<storage, read> scales: array<f32>; // [ROWS]
@group(0) @binding(4) var<storage, read_write> y: array<f32>; // [tokens, ROWS]

var<workgroup> x_tile: array<vec4f, DEPTH * TILE / 4>; // [DEPTH, TILE / 4] of 4 tokens
var<workgroup> w_tile: array<vec4f, DEPTH * TILE / 4>; // [DEPTH, TILE / 4] of 4 rows

fn load_x(token: u32, quad: u32) -> vec4f {
  if (token >= run.tokens || quad >= COLUMNS / 4) {
    return vec4f();
  }
  return x[token * (COLUMNS / 4) + quad];
}

fn load_w(row: u32, quad: u32) -> vec4f {
  if (row >= ROWS || quad >= COLUMNS / 4) {
    return vec4f();
  }
  let word = words[row * (COLUMNS / 4) + quad];
  return vec4f((vec4u(word) >> vec4u(0, 8, 16, 24)) & vec4u(255)) - 128;
}

@compute @workgroup_size(256)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let first_row = workgroup.x * TILE;
  let first_token = workgroup.y * TILE;
  let tile_row = lane % 16; // this invocation's 4 rows of W
  let tile_token = lane / 16; // this invocation's 4 tokens

  // Half of the invocations stage x, half W, each a block of 4 × 4.
  let block = lane % 128;
  let block_quad = block % (DEPTH / 4);
  let block_line = block / (DEPTH / 4);
  let stages_x = lane < 128;

  var sum: array<vec4f, 4>; // [4 tokens] of 4 rows
  for (var k = 0u; k < COLUMNS; k += DEPTH) {
    let quad = k / 4 + block_quad;
    let to = block_quad * TILE + block_line;
    if (stages_x) {
      let token = first_token + block_line * 4;
      let m = transpose(mat4x4f(
        load_x(token, quad), load_x(token + 1, quad), load_x(token + 2, quad), load_x(token + 3, quad),
      ));
      for (var i = 0u; i < 4; i++) {
        x_tile[to + i * (TILE / 4)] = m[i];
      }
    } else {
      let row = first_row + block_line * 4;
      let m = transpose(mat4x4f(
        load_w(row, quad), load_w(row + 1, quad), load_w(row + 2, quad), load_w(row + 3, quad),
      ));
      for (var i = 0u; i < 4; i++) {
        w_tile[to + i * (TILE / 4)] = m[i];
      }
    }
    workgroupBarrier();
    for (var i = 0u; i < DEPTH; i++) {
      let a = x_tile[i * (TILE / 4) + tile_token];
      let b = w_tile[i * (TILE / 4) + tile_row];
      sum[0] += a.x * b;
      sum[1] += a.y * b;
      sum[2] += a.z * b;
      sum[3] += a.w * b;
    }
    workgroupBarrier();
  }

  for (var i = 0u; i < 4; i++) {
    let token = first_token + tile_token * 4 + i;
    for (var j = 0u; j < 4; j++) {
      let row = first_row + tile_row * 4 + j;
      if (token < run.tokens && row < ROWS) {
        let at = token * ROWS + row;
        y[at] = select(0.0, y[at], ACCUMULATE) + sum[i][j] * scales[row];
      }
    }
  }
}
