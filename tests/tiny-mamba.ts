import type { MambaConfig } from '../workers/mamba/config';

/** A Mamba with random weights, small enough for a software adapter. */
export const tinyMamba: MambaConfig = {
  layers: 1,
  width: 32,
  channels: 64,
  states: 16,
  taps: 4,
  rank: 4,
  vocabulary: 128,
  epsilon: 1e-5,
};

/** Its `model.safetensors`, the same each time. */
export function tinyMambaWeights(): Uint8Array<ArrayBuffer> {
  const { layers, width, channels, states, taps, rank, vocabulary } = tinyMamba;
  const tensors: { name: string; dtype: string; shape: number[]; bytes: Uint8Array }[] = [];
  let random = 1;
  const next = () => {
    random = (random * 1_103_515_245 + 12_345) % 2 ** 31;
    return random / 2 ** 31;
  };
  const size = (shape: number[]) => shape.reduce((a, b) => a * b, 1);
  const f32 = (name: string, shape: number[], low: number, high: number) => {
    const values = Float32Array.from({ length: size(shape) }, () => low + (high - low) * next());
    tensors.push({ name, dtype: 'F32', shape, bytes: new Uint8Array(values.buffer) });
  };
  const u8 = (name: string, rows: number, columns: number) => {
    const bytes = Uint8Array.from({ length: rows * columns }, () => 256 * next());
    tensors.push({ name, dtype: 'U8', shape: [rows, columns], bytes });
    f32(`${name}.scale`, [rows], 0.002, 0.004);
  };
  u8('backbone.embeddings.weight', vocabulary, width);
  f32('backbone.norm_f.weight', [width], 0.5, 1.5);
  for (let layer = 0; layer < layers; layer++) {
    const mixer = `backbone.layers.${layer}.mixer`;
    f32(`backbone.layers.${layer}.norm.weight`, [width], 0.5, 1.5);
    u8(`${mixer}.in_proj.weight`, 2 * channels, width);
    f32(`${mixer}.conv1d.weight`, [channels, 1, taps], -0.5, 0.5);
    f32(`${mixer}.conv1d.bias`, [channels], -0.1, 0.1);
    u8(`${mixer}.x_proj.weight`, rank + 2 * states, channels);
    f32(`${mixer}.dt_proj.weight`, [channels, rank], -0.5, 0.5);
    f32(`${mixer}.dt_proj.bias`, [channels], -4, -1);
    f32(`${mixer}.A_log`, [channels, states], 0, 2.5);
    f32(`${mixer}.D`, [channels], 0, 1);
    u8(`${mixer}.out_proj.weight`, width, channels);
  }
  let end = 0;
  const header = Object.fromEntries(
    tensors.map(({ name, dtype, shape, bytes }) => {
      const begin = end;
      end += bytes.length;
      return [name, { dtype, shape, data_offsets: [begin, end] }];
    }),
  );
  let text = JSON.stringify(header);
  text += ' '.repeat((8 - (text.length % 8)) % 8);
  const file = new Uint8Array(8 + text.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(new TextEncoder().encode(text), 8);
  let at = 8 + text.length;
  for (const { bytes } of tensors) {
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}
