import type { MambaConfig } from '../workers/mamba/config';
import { randomFloats } from '../workers/mamba/kernels/compare';

/** Sizes of the published `state-spaces/mamba-*` checkpoints (d_state 16, d_conv 4, expand 2, dt_rank d_model / 16). */
export const PUBLISHED = {
  'mamba-130m': [24, 768],
  'mamba-370m': [48, 1024],
  'mamba-790m': [48, 1536],
  'mamba-1.4b': [48, 2048],
  'mamba-2.8b': [64, 2560],
} as const;

export function publishedConfig(name: keyof typeof PUBLISHED): MambaConfig {
  const [layers, width] = PUBLISHED[name];
  const rest = { states: 16, taps: 4, vocabulary: 50_280, epsilon: 1e-5 };
  return { ...rest, layers, width, channels: 2 * width, rank: width / 16 };
}

/** `model.safetensors` with random weights: for times and memory, which do not depend on their values. */
export function randomCheckpoint(config: MambaConfig): Uint8Array<ArrayBuffer> {
  const { layers, width, channels, states, taps, rank, vocabulary } = config;
  const tensors: { name: string; dtype: string; shape: number[]; bytes: Uint8Array }[] = [];
  const f32 = (name: string, shape: number[], of: (random: number, i: number) => number) => {
    const count = shape.reduce((a, b) => a * b, 1);
    const values = randomFloats(count, tensors.length + 1).map(of);
    tensors.push({ name, dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) });
  };
  const u8 = (name: string, rows: number, columns: number) => {
    const bytes = new Uint8Array(rows * columns);
    // A linear congruential generator: the only randomness that is fast enough for 3 GB.
    for (let i = 0, state = tensors.length + 1; i < bytes.length; i++) {
      state = (Math.imul(state, 1664525) + 1013904223) | 0;
      bytes[i] = state >>> 24;
    }
    tensors.push({ name, dtype: 'U8', shape: [rows, columns], bytes });
    f32(`${name}.scale`, [rows], () => 1 / 74 / Math.sqrt(columns));
  };

  u8('backbone.embeddings.weight', vocabulary, width);
  for (let layer = 0; layer < layers; layer++) {
    const mixer = `backbone.layers.${layer}.mixer`;
    f32(`backbone.layers.${layer}.norm.weight`, [width], () => 1);
    u8(`${mixer}.in_proj.weight`, 2 * channels, width);
    f32(`${mixer}.conv1d.weight`, [channels, 1, taps], (random) => random / 2);
    f32(`${mixer}.conv1d.bias`, [channels], (random) => random / 10);
    u8(`${mixer}.x_proj.weight`, rank + 2 * states, channels);
    f32(`${mixer}.dt_proj.weight`, [channels, rank], (random) => random / Math.sqrt(rank));
    f32(`${mixer}.dt_proj.bias`, [channels], (random) => random - 4);
    f32(`${mixer}.A_log`, [channels, states], (_, i) => Math.log(1 + (i % states)));
    f32(`${mixer}.D`, [channels], () => 1);
    u8(`${mixer}.out_proj.weight`, width, channels);
  }
  f32('backbone.norm_f.weight', [width], () => 1);

  let end = 0;
  const header = Object.fromEntries(
    tensors.map(({ name, dtype, shape, bytes }) => {
      const begin = end;
      end += bytes.byteLength;
      return [name, { dtype, shape, data_offsets: [begin, end] }];
    }),
  );
  const text = JSON.stringify(header);
  const head = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + head.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(head, 8);
  let at = 8 + head.length;
  for (const { bytes } of tensors) {
    file.set(bytes, at);
    at += bytes.byteLength;
  }
  return file;
}
