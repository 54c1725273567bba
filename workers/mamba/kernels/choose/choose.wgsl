// The greedy token and the logarithm of its probability. One workgroup: a running (max, Σ exp) per invocation, then a tree.

override VOCABULARY: u32;
override WORKGROUP: u32 = 256; // a power of two

struct Choice {
  id: u32,
  log_probability: f32,
}

struct Partial {
  max: f32,
  id: u32,
  sum: f32, // Σ exp(logit − max) of the logits seen
}

@group(0) @binding(0) var<storage, read> logits: array<f32>; // [VOCABULARY]
@group(0) @binding(1) var<storage, read_write> choice: Choice;
@group(0) @binding(2) var<storage, read_write> ids: array<u32>; // ids[0] becomes the input of the next step

var<workgroup> partials: array<Partial, WORKGROUP>;

/// Of equal logits the lowest id wins.
fn merge(a: Partial, b: Partial) -> Partial {
  let b_wins = b.max > a.max || (b.max == a.max && b.id < a.id);
  let top = max(a.max, b.max);
  let sum = a.sum * exp(a.max - top) + b.sum * exp(b.max - top);
  return Partial(top, select(a.id, b.id, b_wins), sum);
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(local_invocation_index) lane: u32) {
  var mine = Partial(-1e30, VOCABULARY, 0);
  for (var i = lane; i < VOCABULARY; i += WORKGROUP) {
    mine = merge(mine, Partial(logits[i], i, 1));
  }
  partials[lane] = mine;
  for (var half = WORKGROUP / 2; half > 0; half /= 2) {
    workgroupBarrier();
    if (lane < half) {
      partials[lane] = merge(partials[lane], partials[lane + half]);
    }
  }
  if (lane == 0) {
    choice = Choice(partials[0].id, -log(partials[0].sum));
    ids[0] = min(partials[0].id, VOCABULARY - 1);
  }
}
