import type { MambaConfig } from '../workers/mamba/config';
import { GROUP } from '../workers/mamba/cpu/words';
import type { MatrixFormat } from '../workers/mamba/kernels/matrix/matrix';

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

/** Of a size that 4 bits can have: three and six groups in a row. */
export const fourBitMamba: MambaConfig = { ...tinyMamba, layers: 2, width: 96, channels: 192 };

/**
 * Its `model.safetensors`, the same each time.
 * @param format of the layers' matrices; the embedding has 8 bits
 */
export function tinyMambaWeights(
  config = tinyMamba,
  format: MatrixFormat = 'u8',
): Uint8Array<ArrayBuffer> {
  const { layers, width, channels, states, taps, rank, vocabulary } = config;
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
  const u4 = (name: string, rows: number, columns: number) => {
    const groups = (rows * columns) / GROUP;
    const bytes = (count: number) => Uint8Array.from({ length: count }, () => 256 * next());
    // Scales from 2⁻⁸ to 2⁻⁶.
    const halves = Uint16Array.from({ length: groups }, () => (7 + 2 * next()) * 1024);
    const scale = { dtype: 'F16', shape: [rows, columns / GROUP] };
    tensors.push(
      { name, dtype: 'U8', shape: [rows, columns / 2], bytes: bytes((rows * columns) / 2) },
      { name: `${name}.scale`, ...scale, bytes: new Uint8Array(halves.buffer) },
      { name: `${name}.zero`, dtype: 'U8', shape: [groups / 2], bytes: bytes(groups / 2) },
    );
  };
  const matrix = format === 'u8' ? u8 : u4;
  u8('backbone.embeddings.weight', vocabulary, width);
  f32('backbone.norm_f.weight', [width], 0.5, 1.5);
  for (let layer = 0; layer < layers; layer++) {
    const mixer = `backbone.layers.${layer}.mixer`;
    f32(`backbone.layers.${layer}.norm.weight`, [width], 0.5, 1.5);
    matrix(`${mixer}.in_proj.weight`, 2 * channels, width);
    f32(`${mixer}.conv1d.weight`, [channels, 1, taps], -0.5, 0.5);
    f32(`${mixer}.conv1d.bias`, [channels], -0.1, 0.1);
    matrix(`${mixer}.x_proj.weight`, rank + 2 * states, channels);
    f32(`${mixer}.dt_proj.weight`, [channels, rank], -0.5, 0.5);
    f32(`${mixer}.dt_proj.bias`, [channels], -4, -1);
    f32(`${mixer}.A_log`, [channels, states], 0, 2.5);
    f32(`${mixer}.D`, [channels], 0, 1);
    matrix(`${mixer}.out_proj.weight`, width, channels);
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
