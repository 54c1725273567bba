// Hidden attention of a Mamba layer (arXiv 2403.01590): y_t = Σ_s α[t, s] u_s for every channel, with
//   α[t, s] = Δ_s Σ_n C_t[n] B_s[n] exp(A[n] · (Σ Δ from s + 1 to t))
// as means of |α| over groups of neighbouring channels, for the queries t and one chunk of tokens s; two more rows are the
// mean of Δ and of exp(A[n] · …) up to the first query: how much is left of what token s brought into the state.
// One invocation a token, group and row. Sums of Δ are those of `delta-sums`: behind s less behind t.

@group(0) @binding(1) var<storage, read> projected: array<f32>; // [tokens, rank + 2 · padded_states]: dt_low, B, C
@group(0) @binding(2) var<storage, read> a: array<f32>; // [channels, padded_states]: A · log2 e
@group(0) @binding(3) var<storage, read> delta: array<f32>; // [tokens, channels]
@group(0) @binding(4) var<storage, read> behind: array<f32>; // [tokens, channels]
@group(0) @binding(5) var<storage, read> query: array<f32>; // [queries, channels + states]: behind, then C
@group(0) @binding(6) var<storage, read_write> means: array<f32>; // [groups, queries + 2, tokens]

fn weight(s: u32, row: u32, channel: u32) -> f32 {
  if (row == look.queries) {
    return delta[s * look.channels + channel];
  }
  let is_retention = row > look.queries;
  let from_query = select(row, 0, is_retention) * (look.channels + look.states);
  let between = behind[s * look.channels + channel] - query[from_query + channel];
  let b = s * (look.rank + 2 * look.padded_states) + look.rank;
  let c = from_query + look.channels;
  var sum = 0.0;
  for (var n = 0u; n < look.states; n++) {
    let kept = exp2(between * a[channel * look.padded_states + n]);
    sum += kept * select(query[c + n] * projected[b + n], 1, is_retention);
  }
  return select(
    abs(delta[s * look.channels + channel] * sum),
    sum / f32(look.states),
    is_retention,
  );
}

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let s = id.x;
  if (s >= look.tokens) {
    return;
  }
  let rows = look.queries + 2;
  let row = id.y % rows;
  let group = id.y / rows;
  let width = look.channels / look.groups;
  // A query sees itself and what is before it; of what came after the first query nothing was there to be kept.
  let asked = look.query + select(row, 0, row > look.queries);
  var sum = 0.0;
  if (row == look.queries || look.first + s <= asked) {
    for (var i = 0u; i < width; i++) {
      sum += weight(s, row, group * width + i);
    }
  }
  means[(group * rows + row) * look.tokens + s] = sum / f32(width);
}
