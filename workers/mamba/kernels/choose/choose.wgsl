// The greedy token from the partial results of the head, the logarithm of its probability, and its embedding: the input of
// the next step. One workgroup.

override PARTIALS: u32;
override ROWS: u32; // vocabulary
override COLUMNS: u32; // d_model, a multiple of 16
override WORKGROUP: u32 = 256; // a power of two

struct Partial {
  max: f32,
  id: u32,
  sum: f32, // Σ exp(logit − max)
  unused: f32,
}

struct Choice {
  id: u32,
  log_probability: f32,
}

@group(0) @binding(2) var<storage, read> partials: array<Partial>; // [PARTIALS]
@group(0) @binding(3) var<storage, read_write> choice: Choice;
@group(0) @binding(4) var<storage, read_write> hidden: array<mat4x4f>; // [COLUMNS / 16]

var<workgroup> best: array<Partial, WORKGROUP>;

/// Of equal logits the lowest id wins.
fn merge(a: Partial, b: Partial) -> Partial {
  let b_wins = b.max > a.max || (b.max == a.max && b.id < a.id);
  let top = max(a.max, b.max);
  let sum = a.sum * exp(a.max - top) + b.sum * exp(b.max - top);
  return Partial(top, select(a.id, b.id, b_wins), sum, 0);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) lane: u32) {
  var mine = Partial(-1e30, ROWS, 0, 0);
  for (var i = lane; i < PARTIALS; i += WORKGROUP) {
    mine = merge(mine, partials[i]);
  }
  best[lane] = mine;
  for (var half = WORKGROUP / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) {
      best[lane] = merge(best[lane], best[lane + half]);
    }
  }
  workgroupBarrier();
  let id = min(best[0].id, ROWS - 1);
  if (lane == 0) {
    choice = Choice(best[0].id, -log(best[0].sum));
  }
  for (var block = lane; block < COLUMNS / 16; block += WORKGROUP) {
    hidden[block] = scale_of(id) * weights(id, COLUMNS, block);
  }
}
