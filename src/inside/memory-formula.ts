/** Shape of a Mamba (arXiv 2312.00752), as far as its state needs it. */
export interface MambaShape {
  layers: number;
  channels: number;
  states: number;
  taps: number;
}

/** Shape of a Transformer whose every head keeps keys and values. */
export interface TransformerShape {
  layers: number;
  width: number;
}

/** Whatever the length: each channel's states, and the inputs that its convolution still looks back to. */
export const stateBytes = (
  { layers, channels, states, taps }: MambaShape,
  bytesPerNumber: number,
): number => layers * channels * (states + taps - 1) * bytesPerNumber;

/** A key and a value of each layer for every token. */
export const cacheBytes = (
  { layers, width }: TransformerShape,
  tokens: number,
  bytesPerNumber: number,
): number => 2 * layers * width * tokens * bytesPerNumber;

/** Published models of equal size, data and tokenizer: state-spaces/mamba-2.8b and EleutherAI/pythia-2.8b. */
export const MAMBA_2_8B: MambaShape = { layers: 64, channels: 5120, states: 16, taps: 4 };
export const PYTHIA_2_8B: TransformerShape = { layers: 32, width: 2560 };

/** Tokens of a prompt with `k` passages as long as the mean of these segments' passages, or as long as allowed where there is none. */
export function tokensWith(
  k: number,
  segments: readonly { kind: string; tokens: number }[],
  longestPassage: number,
): number {
  const sum = (some: typeof segments) => some.reduce((total, { tokens }) => total + tokens, 0);
  const passages = segments.filter(({ kind }) => kind === 'passage');
  const each = passages.length > 0 ? sum(passages) / passages.length : longestPassage;
  return Math.round(sum(segments) - sum(passages) + k * each);
}
