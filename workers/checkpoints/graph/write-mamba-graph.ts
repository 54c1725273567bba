import type { MambaConfig } from '../../mamba/config';
import type { PlacedTensor } from '../../model-files/safetensors-header';
import { GraphBuilder } from './graph-builder';
import * as onnx from './onnx-messages';
import type { Message } from './protobuf';

const { FLOAT, INT32 } = onnx.ELEMENT;
const TO_THE_END = 2 ** 31 - 1;

/**
 * The Mamba as an ONNX graph for machines without a GPU: `training/export/mamba_graph.py` for a model of any size. T tokens,
 * D = d_inner channels, N = d_state, R = dt_rank.
 * @param layout tensors of `model.safetensors` beside the graph
 */
export function writeMambaGraph(
  config: MambaConfig,
  layout: ReadonlyMap<string, PlacedTensor>,
): Uint8Array<ArrayBuffer> {
  const { layers, channels: d, states: n, taps, rank, epsilon, vocabulary } = config;
  const g = new GraphBuilder('model.safetensors', layout);
  let hidden = g.embedding('ids', 'backbone.embeddings.weight');
  const convStates: string[] = [];
  const scanStates: string[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `backbone.layers.${layer}`;
    const mixer = `${prefix}.mixer`;
    const normed = g.rmsNorm(hidden, `${prefix}.norm.weight`, epsilon);
    const projected = g.linear(normed, `${mixer}.in_proj.weight`);
    const [x, z] = g.addMany('Split', [projected], ['x', 'z'], { axis: 1 });

    // Causal convolution over [taps − 1 columns of before, T columns of now].
    const before = g.add('Gather', ['conv_state', g.integer(layer)], { axis: 0 });
    const columns = g.add('Concat', [before, x], { axis: 0 });
    const kernel = g.add('Reshape', [g.weight(`${mixer}.conv1d.weight`), g.integers(d, taps)]);
    const length = g.add('Shape', [x], { start: 0, end: 1 });
    let u = g.weight(`${mixer}.conv1d.bias`);
    for (let tap = 0; tap < taps; tap++) {
      const end = g.add('Add', [length, g.integers(tap)]);
      const window = g.add('Slice', [columns, g.integers(tap), end, g.integers(0)]);
      const weights = g.add('Gather', [kernel, g.integer(tap)], { axis: 1 });
      u = g.add('Add', [u, g.add('Mul', [window, weights])]);
    }
    u = g.silu(u);
    convStates.push(g.slice(columns, 1 - taps, TO_THE_END, 0));

    const lowBC = g.linear(u, `${mixer}.x_proj.weight`);
    const sizes = g.integers(rank, n, n);
    const [low, b, c] = g.addMany('Split', [lowBC, sizes], ['Δ', 'B', 'C'], { axis: 1 });
    const biased = g.linear(low, `${mixer}.dt_proj.weight`, `${mixer}.dt_proj.bias`);
    const delta = g.add('Softplus', [biased]);

    // s_t = exp(Δ_t A) ∘ s_(t−1) + (Δ_t u_t) B_t: both factors for all T at once, the recurrence in a Scan.
    const a = g.add('Neg', [g.add('Exp', [g.weight(`${mixer}.A_log`)])]);
    const spread = g.add('Unsqueeze', [delta, g.integers(2)]);
    const decay = g.add('Exp', [g.add('Mul', [spread, a])]);
    const step = g.add('Unsqueeze', [g.add('Mul', [delta, u]), g.integers(2)]);
    const drive = g.add('Mul', [step, g.add('Unsqueeze', [b, g.integers(1)])]);
    const state = g.add('Gather', ['scan_state', g.integer(layer)], { axis: 0 });
    const [final, states] = g.addMany('Scan', [state, decay, drive], ['last', 'all'], {
      body: { graph: recurrence(d, n) },
      num_scan_inputs: 2,
    });
    scanStates.push(final);
    const perState = g.add('MatMul', [states, g.add('Unsqueeze', [c, g.integers(2)])]);
    const read = g.add('Squeeze', [perState, g.integers(2)]);
    const y = g.add('Add', [read, g.add('Mul', [u, g.weight(`${mixer}.D`)])]);
    const gated = g.add('Mul', [y, g.silu(z)]);
    hidden = g.add('Add', [hidden, g.linear(gated, `${mixer}.out_proj.weight`)]);
  }
  hidden = g.rmsNorm(hidden, 'backbone.norm_f.weight', epsilon);
  g.choose(hidden, 'backbone.embeddings.weight');
  for (const [name, parts] of [
    ['conv_state_out', convStates],
    ['scan_state_out', scanStates],
  ] as const) {
    const rows = parts.map((part) => g.add('Unsqueeze', [part, g.integers(0)]));
    g.output(g.add('Concat', rows, { axis: 0 }), name);
  }
  const conv = [FLOAT, [layers, taps - 1, d]] as const;
  const scan = [FLOAT, [layers, d, n]] as const;
  return g.build(
    { ids: [INT32, ['T']], conv_state: conv, scan_state: scan },
    {
      next_id: [INT32, [1]],
      log_probability: [FLOAT, [1]],
      logits: [FLOAT, [1, vocabulary]],
      conv_state_out: conv,
      scan_state_out: scan,
    },
  );
}

/** One step: (s, decay, drive) → (decay ∘ s + drive) twice, as state and as row of the result. */
function recurrence(d: number, n: number): Message {
  const info = (name: string) => onnx.valueInfo(name, FLOAT, [d, n]);
  return onnx.graph({
    name: 'recurrence',
    nodes: [
      onnx.node('Mul', ['decay_t', 's'], ['kept']),
      onnx.node('Add', ['kept', 'drive_t'], ['s_out']),
      onnx.node('Identity', ['s_out'], ['row']),
    ],
    initializers: [],
    inputs: [info('s'), info('decay_t'), info('drive_t')],
    outputs: [info('s_out'), info('row')],
  });
}
