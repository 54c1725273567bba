// y = x · Wᵀ for many rows of x (prefill).
//
// A workgroup makes a tile of TILE_TOKENS × TILE_ROWS of y; an invocation 4 · TOKEN_QUADS tokens × 4 · ROW_QUADS rows of it, quads
// apart from each other, so that neighbours read neighbours. Both factors are staged k-major: four tokens (or rows) are
// one vec4, and every load from workgroup memory feeds 4 · ROW_QUADS (or TOKEN_QUADS) multiply-adds.
//
// The columns may be shared by SLICES groups of invocations, each with a tile of its own, whose sums are added at the end: small
// matrices and few tokens make few tiles, and then a long walk over k, not arithmetic, is what takes time.

// const TILE_TOKENS, TILE_ROWS, TOKEN_QUADS, ROW_QUADS, DEPTH (k staged at a time, a multiple of 16), SLICES (1, or a power of two,
// and then TILE_ROWS at most 2 · DEPTH) come before this text.

const ACROSS = TILE_ROWS / (4 * ROW_QUADS);
const INVOCATIONS = ACROSS * TILE_TOKENS / (4 * TOKEN_QUADS); // of a slice
const SUMS = 4 * TOKEN_QUADS * ROW_QUADS; // of an invocation
const X_TILE = DEPTH * TILE_TOKENS / 4; // vec4s of a slice
const W_TILE = DEPTH * TILE_ROWS / 4;
const X_STRIPS = TILE_TOKENS * DEPTH / 16; // of sixteen columns, staged by an invocation at a time

struct Run { tokens: u32 }

// No constants of the pipeline: so one pipeline serves every matrix of a model, and its check is a check of them all.
struct Shape {
  rows: u32, // a multiple of 4
  columns: u32, // a multiple of DEPTH
  accumulates: u32, // y += instead of y =: the residual connection
}

@group(0) @binding(2) var<uniform> run: Run;
@group(0) @binding(3) var<uniform> shape: Shape;
@group(0) @binding(4) var<storage, read> x: array<vec4f>; // [tokens, columns / 4]
@group(0) @binding(5) var<storage, read_write> y: array<vec4f>; // [tokens, rows / 4]

var<workgroup> x_tile: array<vec4f, SLICES * X_TILE>; // [SLICES, DEPTH, TILE_TOKENS / 4]; at the end [SLICES / 2, SUMS, INVOCATIONS]
var<workgroup> w_tile: array<vec4f, SLICES * W_TILE>; // [SLICES, DEPTH, TILE_ROWS / 4]

/// Four columns of one token, which is element `lane` of its quad.
fn stage_x(to: u32, lane: u32, values: vec4f) {
  x_tile[to][lane] = values.x;
  x_tile[to + TILE_TOKENS / 4][lane] = values.y;
  x_tile[to + 2 * (TILE_TOKENS / 4)][lane] = values.z;
  x_tile[to + 3 * (TILE_TOKENS / 4)][lane] = values.w;
}

fn stage_w(to: u32, lane: u32, values: vec4f) {
  w_tile[to][lane] = values.x;
  w_tile[to + TILE_ROWS / 4][lane] = values.y;
  w_tile[to + 2 * (TILE_ROWS / 4)][lane] = values.z;
  w_tile[to + 3 * (TILE_ROWS / 4)][lane] = values.w;
}

@compute @workgroup_size(SLICES * INVOCATIONS)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) index: u32,
) {
  let slice = index / INVOCATIONS;
  let lane = index % INVOCATIONS;
  let x_first = slice * X_TILE;
  let w_first = slice * W_TILE;
  let rows = shape.rows;
  let columns = shape.columns;
  let first_row = workgroup.x * TILE_ROWS;
  let first_token = workgroup.y * TILE_TOKENS;
  let across = lane % ACROSS;
  let down = lane / ACROSS;

  var sum: array<vec4f, SUMS>; // [tokens, ROW_QUADS]
  for (var start = 0u; start < columns; start += SLICES * DEPTH) {
    // Sixteen columns of a token or of a row at a time; behind the last token or row, the last once more. Behind the last
    // column, a slice takes the last ones times 0.
    let inside = start + slice * DEPTH < columns;
    let k = select(columns - DEPTH, start + slice * DEPTH, inside);
    for (var i = lane; i < X_STRIPS; i += INVOCATIONS) {
      let token = i % TILE_TOKENS;
      let depth = i / TILE_TOKENS * 16;
      let at = (min(first_token + token, run.tokens - 1) * columns + k + depth) / 4;
      let to = x_first + depth * (TILE_TOKENS / 4) + token / 4;
      let factor = select(0.0, 1.0, inside);
      stage_x(to, token % 4, factor * x[at]);
      stage_x(to + TILE_TOKENS, token % 4, factor * x[at + 1]);
      stage_x(to + 2 * TILE_TOKENS, token % 4, factor * x[at + 2]);
      stage_x(to + 3 * TILE_TOKENS, token % 4, factor * x[at + 3]);
    }
    // By the invocations behind those that stage x, so that both are waited for together.
    for (var i = (lane + INVOCATIONS - X_STRIPS % INVOCATIONS) % INVOCATIONS; i < TILE_ROWS * DEPTH / 16; i += INVOCATIONS) {
      let row = i % TILE_ROWS;
      let depth = i / TILE_ROWS * 16;
      let values = weights(min(first_row + row, rows - 1), columns, (k + depth) / 16);
      let to = w_first + depth * (TILE_ROWS / 4) + row / 4;
      stage_w(to, row % 4, values[0]);
      stage_w(to + TILE_ROWS, row % 4, values[1]);
      stage_w(to + 2 * TILE_ROWS, row % 4, values[2]);
      stage_w(to + 3 * TILE_ROWS, row % 4, values[3]);
    }
    workgroupBarrier();
    for (var i = 0u; i < DEPTH; i++) {
      var b: array<vec4f, ROW_QUADS>;
      for (var q = 0u; q < ROW_QUADS; q++) {
        b[q] = w_tile[w_first + i * (TILE_ROWS / 4) + q * ACROSS + across];
      }
      for (var p = 0u; p < TOKEN_QUADS; p++) {
        let a = x_tile[x_first + i * (TILE_TOKENS / 4) + p * (TILE_TOKENS / (4 * TOKEN_QUADS)) + down];
        for (var j = 0u; j < 4; j++) {
          for (var q = 0u; q < ROW_QUADS; q++) {
            sum[(4 * p + j) * ROW_QUADS + q] += a[j] * b[q];
          }
        }
      }
    }
    workgroupBarrier();
  }

  // The upper half of the slices hands its sums to the lower half, until one slice has them all.
  for (var half = SLICES / 2; half > 0; half /= 2) {
    if (slice >= half && slice < 2 * half) {
      for (var i = 0u; i < SUMS; i++) {
        x_tile[((slice - half) * SUMS + i) * INVOCATIONS + lane] = sum[i];
      }
    }
    workgroupBarrier();
    if (slice < half) {
      for (var i = 0u; i < SUMS; i++) {
        sum[i] += x_tile[(slice * SUMS + i) * INVOCATIONS + lane];
      }
    }
    workgroupBarrier();
  }
  if (slice > 0) {
    return;
  }

  for (var p = 0u; p < TOKEN_QUADS; p++) {
    for (var j = 0u; j < 4; j++) {
      let token = first_token + 4 * (p * (TILE_TOKENS / (4 * TOKEN_QUADS)) + down) + j;
      for (var q = 0u; q < ROW_QUADS; q++) {
        let row = first_row + 4 * (q * ACROSS + across);
        if (token < run.tokens && row < rows) {
          let at = (token * rows + row) / 4;
          let scale = vec4f(scale_of(row), scale_of(row + 1), scale_of(row + 2), scale_of(row + 3));
          y[at] = select(vec4f(), y[at], shape.accumulates == 1) + sum[(4 * p + j) * ROW_QUADS + q] * scale;
        }
      }
    }
  }
}
