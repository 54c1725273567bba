import { PANEL } from './words';

/**
 * Whether our engine runs a model with these weights: not one with biases in its projections, an output matrix of its own, or
 * sizes that are no multiple of a panel of rows. ONNX Runtime takes those.
 */
export function ownEngineTakes(
  tensors: ReadonlyMap<string, { shape: readonly number[] }>,
): boolean {
  const lengthOf = (name: string) => tensors.get(name)?.shape[0] ?? NaN;
  const sizes = [lengthOf('backbone.norm_f.weight'), lengthOf('backbone.layers.0.mixer.D')];
  const others = ['lm_head.weight', 'backbone.layers.0.mixer.in_proj.bias'];
  return sizes.every((size) => size % PANEL === 0) && !others.some((name) => tensors.has(name));
}
