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
 * @param withSelection whether it also gives what each layer selects by: Δ [T, D], B and C [T, N], named by {@link selectionNames}
 */
export function writeMambaGraph(
  config: MambaConfig,
  layout: ReadonlyMap<string, PlacedTensor>,
  withSelection = false,
): Uint8Array<ArrayBuffer> {
  const { layers, channels: d, states: n, taps, rank, epsilon, vocabulary } = config;
  const g = new GraphBuilder('model.safetensors', layout);
  const biasOf = (name: string) => (layout.has(name) ? name : undefined);
  let hidden = g.embedding('ids', 'backbone.embeddings.weight');
  const convStates: string[] = [];
  const scanStates: string[] = [];
  const selection: Record<string, readonly [number, readonly (number | string)[]]> = {};
  for (let layer = 0; layer < layers; layer++) {
    const prefix = `backbone.layers.${layer}`;
    const mixer = `${prefix}.mixer`;
    const normed = g.rmsNorm(hidden, `${prefix}.norm.weight`, epsilon);
    const projected = g.linear(normed, `${mixer}.in_proj.weight`, biasOf(`${mixer}.in_proj.bias`));
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
    const delta = g.softplus(biased);
    if (withSelection) {
      for (const [at, name] of selectionNames(layer).entries()) {
        g.output([delta, b, c][at] ?? '', name);
        selection[name] = [FLOAT, ['T', at === 0 ? d : n]];
      }
    }

    // Everything of a token is computed in its step, on arrays [N, D] that stay in the processor's cache.
    const turned = g.add('Transpose', [g.weight(`${mixer}.A_log`)], { perm: [1, 0] });
    const a = g.add('Neg', [g.add('Exp', [turned])]);
    const state = g.add('Gather', ['scan_state', g.integer(layer)], { axis: 0 });
    const perToken = [
      g.add('Unsqueeze', [delta, g.integers(1)]),
      g.add('Unsqueeze', [g.add('Mul', [delta, u]), g.integers(1)]),
      g.add('Unsqueeze', [b, g.integers(2)]),
      g.add('Unsqueeze', [c, g.integers(1)]),
    ];
    const [final, rows] = g.addMany('Scan', [state, ...perToken], ['last', 'all'], {
      body: { graph: recurrence(a, d, n) },
      num_scan_inputs: 4,
    });
    scanStates.push(final);
    const read = g.add('Squeeze', [rows, g.integers(1)]);
    const y = g.add('Add', [read, g.add('Mul', [u, g.weight(`${mixer}.D`)])]);
    const gated = g.add('Mul', [y, g.silu(z)]);
    const out = g.linear(gated, `${mixer}.out_proj.weight`, biasOf(`${mixer}.out_proj.bias`));
    hidden = g.add('Add', [hidden, out]);
  }
  hidden = g.rmsNorm(hidden, 'backbone.norm_f.weight', epsilon);
  g.choose(hidden, layout.has('lm_head.weight') ? 'lm_head.weight' : 'backbone.embeddings.weight');
  for (const [name, parts] of [
    ['conv_state_out', convStates],
    ['scan_state_out', scanStates],
  ] as const) {
    const rows = parts.map((part) => g.add('Unsqueeze', [part, g.integers(0)]));
    g.output(g.add('Concat', rows, { axis: 0 }), name);
  }
  const conv = [FLOAT, [layers, taps - 1, d]] as const;
  const scan = [FLOAT, [layers, n, d]] as const;
  return g.build(
    { ids: [INT32, ['T']], conv_state: conv, scan_state: scan },
    {
      next_id: [INT32, [1]],
      log_probability: [FLOAT, [1]],
      logits: [FLOAT, [1, vocabulary]],
      conv_state_out: conv,
      scan_state_out: scan,
      ...selection,
    },
  );
}

export const selectionNames = (layer: number) =>
  ['delta', 'b', 'c'].map((name) => `${name}.${layer}`);

/** One step: s = exp(Δ A) ∘ s + B (Δ u), and y = C s. `a` [N, D] is of the graph outside. */
function recurrence(a: string, d: number, n: number): Message {
  const info = (name: string, ...shape: number[]) => onnx.valueInfo(name, FLOAT, shape);
  return onnx.graph({
    name: 'recurrence',
    nodes: [
      onnx.node('Mul', ['delta_t', a], ['exponent']),
      onnx.node('Exp', ['exponent'], ['decay']),
      onnx.node('Mul', ['b_t', 'delta_u_t'], ['drive']),
      onnx.node('Mul', ['decay', 's'], ['kept']),
      onnx.node('Add', ['kept', 'drive'], ['s_out']),
      onnx.node('MatMul', ['c_t', 's_out'], ['y_t']),
    ],
    initializers: [],
    inputs: [
      info('s', n, d),
      info('delta_t', 1, d),
      info('delta_u_t', 1, d),
      info('b_t', n, 1),
      info('c_t', 1, n),
    ],
    outputs: [info('s_out', n, d), info('y_t', 1, d)],
  });
}
