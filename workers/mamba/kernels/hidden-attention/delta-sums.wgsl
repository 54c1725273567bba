// What the hidden attention of a layer needs, for one chunk of a prompt that is gone through from its end:
//   delta[s] = Δ_s        behind[s] = Σ Δ of all tokens behind s, those of later chunks included
// One invocation a channel, from the chunk's last token to its first: so the sum near a query has few, small terms.

@group(0) @binding(1) var<storage, read> projected: array<f32>; // [tokens, rank + 2 · padded_states]: dt_low, B, C
@group(0) @binding(2) var<storage, read> dt_weight: array<f32>; // [rank, channels]
@group(0) @binding(3) var<storage, read> terms: array<vec2f>; // [channels]: bias of dt_proj, D
@group(0) @binding(4) var<storage, read_write> total: array<f32>; // [channels]: Σ Δ behind this chunk, then of it too
@group(0) @binding(5) var<storage, read_write> delta: array<f32>; // [tokens, channels]
@group(0) @binding(6) var<storage, read_write> behind: array<f32>; // [tokens, channels]
@group(0) @binding(7) var<storage, read_write> query: array<f32>; // [queries, channels + states]: behind, then C

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let channel = id.x;
  let channels = look.channels;
  if (channel >= channels) {
    return;
  }
  let row_length = look.rank + 2 * look.padded_states;
  var sum = total[channel];
  for (var i = 1u; i <= look.tokens; i++) {
    let t = look.tokens - i;
    let row = t * row_length;
    var product = terms[channel].x;
    for (var r = 0u; r < look.rank; r++) {
      product += projected[row + r] * dt_weight[r * channels + channel];
    }
    let d = softplus(product);
    delta[t * channels + channel] = d;
    behind[t * channels + channel] = sum;
    // Wraps around for a token before the first query: then it is no query either.
    let asked = look.first + t - look.query;
    if (asked < look.queries) {
      let to = asked * (channels + look.states);
      query[to + channel] = sum;
      // There are more channels than states.
      if (channel < look.states) {
        query[to + channels + channel] =
          projected[row + look.rank + look.padded_states + channel];
      }
    }
    sum += d;
  }
  total[channel] = sum;
}
