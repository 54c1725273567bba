// Selective scan, second of three: runs the state over the spans. Each span's end state (from zero) is replaced by the
// state that enters the span, and `state` becomes the state after the last. One invocation: four states of a channel.

override CHANNELS: u32; // d_inner
override BLOCKS: u32; // ceil(N / 16)
override SPAN: u32;
override WORKGROUP: u32 = 64;

struct Run { tokens: u32 }

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> delta_sums: array<f32>; // [spans, CHANNELS]
@group(0) @binding(2) var<storage, read> a: array<vec4f>; // [CHANNELS, 4 · BLOCKS]
@group(0) @binding(3) var<storage, read_write> carries: array<vec4f>; // [spans, CHANNELS, 4 · BLOCKS]
@group(0) @binding(4) var<storage, read_write> state: array<vec4f>; // [CHANNELS, 4 · BLOCKS]

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = id.x;
  if (i >= CHANNELS * BLOCKS * 4) {
    return;
  }
  let channel = i / (BLOCKS * 4);
  let decay_rate = a[i];
  var s = state[i];
  let spans = (run.tokens + SPAN - 1) / SPAN;
  for (var span = 0u; span < spans; span++) {
    let at = span * CHANNELS * BLOCKS * 4 + i;
    let end = carries[at];
    carries[at] = s;
    s = exp(delta_sums[span * CHANNELS + channel] * decay_rate) * s + end;
  }
  state[i] = s;
}
