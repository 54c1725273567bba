// The formulation to compare with, as llama.cpp runs Mamba-1: a workgroup of d_state invocations a channel, serial over
// tokens, with barriers for every sum. Δ is given; D and the gate are fused as in ours.

override CHANNELS: u32;
override STRIDE: u32; // R + 2 · 16
override RANK: u32;

struct Run { tokens: u32 }

@group(0) @binding(0) var<uniform> run: Run;
@group(0) @binding(1) var<storage, read> u: array<f32>; // [tokens, CHANNELS]
@group(0) @binding(2) var<storage, read> delta: array<f32>; // [tokens, CHANNELS]
@group(0) @binding(3) var<storage, read> projected: array<f32>; // [tokens, STRIDE]
@group(0) @binding(4) var<storage, read> terms: array<vec2f>; // [CHANNELS]: bias of dt_proj, D
@group(0) @binding(5) var<storage, read> a: array<f32>; // [CHANNELS, 16]: A · log2 e
@group(0) @binding(6) var<storage, read> xz: array<f32>; // [tokens, 2 · CHANNELS]
@group(0) @binding(7) var<storage, read_write> state: array<f32>; // [CHANNELS, 16]
@group(0) @binding(8) var<storage, read_write> y: array<f32>; // [tokens, CHANNELS]

var<workgroup> products: array<f32, 16>;

@compute @workgroup_size(16)
fn main(
  @builtin(workgroup_id) workgroup: vec3u,
  @builtin(local_invocation_index) n: u32,
) {
  let channel = workgroup.x;
  let rate = a[channel * 16 + n];
  var s = state[channel * 16 + n];
  for (var t = 0u; t < run.tokens; t++) {
    let d = delta[t * CHANNELS + channel];
    let row = t * STRIDE + RANK;
    s = exp2(d * rate) * s + d * u[t * CHANNELS + channel] * projected[row + n];
    products[n] = s * projected[row + 16 + n];
    workgroupBarrier();
    for (var half = 8u; half > 0; half /= 2) {
      if (n < half) {
        products[n] += products[n + half];
      }
      workgroupBarrier();
    }
    if (n == 0) {
      let z = xz[t * 2 * CHANNELS + CHANNELS + channel];
      let sum = products[0] + terms[channel].y * u[t * CHANNELS + channel];
      y[t * CHANNELS + channel] = sum * z / (1 + exp(-z));
    }
  }
  state[channel * 16 + n] = s;
}
