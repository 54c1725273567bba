/** Numbers by layer and token, of which a strip shows the tokens `from` to `to`. */
export interface Strip {
  /** [layers, tokens] */
  values: Float32Array;
  tokens: number;
  from: number;
  to: number;
}

/**
 * Alpha, 0 to 255, of each pixel [layers, to − from]: a row is scaled from the smallest to the largest value that its layer
 * has anywhere in the prompt, because layers differ in size more than tokens do.
 */
export function stripAlphas({ values, tokens, from, to }: Strip): Uint8ClampedArray {
  const layers = values.length / tokens;
  const alphas = new Uint8ClampedArray(layers * (to - from));
  for (let layer = 0; layer < layers; layer++) {
    const row = values.subarray(layer * tokens, (layer + 1) * tokens);
    const low = row.reduce((a, b) => Math.min(a, b), Infinity);
    const high = row.reduce((a, b) => Math.max(a, b), -Infinity);
    for (let at = from; at < to; at++) {
      const share = high > low ? ((row[at] ?? low) - low) / (high - low) : 0;
      alphas[layer * (to - from) + at - from] = Math.round(255 * share);
    }
  }
  return alphas;
}
