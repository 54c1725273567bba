import { Failure } from '../failure';
import { readSafetensors } from '../model-files/safetensors';
import type { MambaConfig } from './config';
import type { Gpu } from '../gpu/gpu';
import type { U8Matrix } from './kernels/matmul-u8/matmul-u8';
import { paddedStates } from './kernels/selective-scan/selective-scan';

export interface LayerWeights {
  norm: GPUBuffer; // [d_model]
  inProj: U8Matrix; // [2 · d_inner, d_model]
  convWeight: GPUBuffer; // [d_inner, d_conv]
  convBias: GPUBuffer; // [d_inner]
  xProj: U8Matrix; // [dt_rank + 2N, d_inner]
  dtWeight: GPUBuffer; // [dt_rank, d_inner]: dt_proj transposed, so that neighbours read neighbours
  dtBias: GPUBuffer; // [d_inner]
  a: GPUBuffer; // [d_inner, padded N]: −exp(A_log)
  skip: GPUBuffer; // [d_inner]: D
  outProj: U8Matrix; // [d_model, d_inner]
}

export interface MambaWeights {
  embedding: U8Matrix; // [vocabulary, d_model], also the head
  layers: LayerWeights[];
  finalNorm: GPUBuffer; // [d_model]
  parameters: number;
}

/** Puts `model.safetensors` (Hugging Face's tensor names) on the GPU. Throws `unusable-file`, `out-of-memory`. */
export function loadWeights(
  gpu: Gpu,
  config: MambaConfig,
  file: Uint8Array<ArrayBuffer>,
): MambaWeights {
  const tensors = readSafetensors(file);
  const { width, channels, states, taps, rank, vocabulary } = config;

  function bytesOf(name: string, dtype: 'F32' | 'U8', shape: number[]): Uint8Array<ArrayBuffer> {
    const tensor = tensors.get(name);
    if (tensor?.dtype !== dtype || tensor.shape.join() !== shape.join()) {
      const found = tensor ? `${tensor.dtype} [${tensor.shape.join(', ')}]` : 'missing';
      throw new Failure(
        'unusable-file',
        `The weight ${name} is ${found}; config.json asks for ${dtype} [${shape.join(', ')}].`,
      );
    }
    return tensor.bytes;
  }
  const floats = (name: string, shape: number[]) =>
    new Float32Array(bytesOf(name, 'F32', shape).slice().buffer);
  const f32 = (name: string, shape: number[]) => gpu.upload(name, bytesOf(name, 'F32', shape));
  const u8 = (name: string, rows: number, columns: number): U8Matrix => ({
    words: gpu.upload(name, bytesOf(name, 'U8', [rows, columns])),
    scales: gpu.upload(`${name}.scale`, bytesOf(`${name}.scale`, 'F32', [rows])),
  });

  const layers = Array.from({ length: config.layers }, (_, layer): LayerWeights => {
    const mixer = `backbone.layers.${layer}.mixer`;
    return {
      norm: f32(`backbone.layers.${layer}.norm.weight`, [width]),
      inProj: u8(`${mixer}.in_proj.weight`, 2 * channels, width),
      convWeight: f32(`${mixer}.conv1d.weight`, [channels, 1, taps]),
      convBias: f32(`${mixer}.conv1d.bias`, [channels]),
      xProj: u8(`${mixer}.x_proj.weight`, rank + 2 * states, channels),
      dtWeight: gpu.upload(
        `${mixer}.dt_proj.weight`,
        transpose(floats(`${mixer}.dt_proj.weight`, [channels, rank]), channels, rank),
      ),
      dtBias: f32(`${mixer}.dt_proj.bias`, [channels]),
      a: gpu.upload(
        `${mixer}.A`,
        padRows(
          floats(`${mixer}.A_log`, [channels, states]).map((log) => -Math.exp(log)),
          channels,
          paddedStates(states),
        ),
      ),
      skip: f32(`${mixer}.D`, [channels]),
      outProj: u8(`${mixer}.out_proj.weight`, width, channels),
    };
  });
  const parameters = [...tensors]
    .filter(([name]) => !name.endsWith('.scale'))
    .reduce((sum, [, { shape }]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  return {
    embedding: u8('backbone.embeddings.weight', vocabulary, width),
    layers,
    finalNorm: f32('backbone.norm_f.weight', [width]),
    parameters,
  };
}

/** [rows, columns] → [columns, rows] */
function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = matrix[row * columns + column] ?? NaN;
    }
  }
  return turned;
}

/** [rows, columns] → [rows, wider], the new columns 0 */
function padRows(matrix: Float32Array, rows: number, wider: number): Float32Array<ArrayBuffer> {
  const columns = matrix.length / rows;
  const padded = new Float32Array(rows * wider);
  for (let row = 0; row < rows; row++) {
    padded.set(matrix.subarray(row * columns, (row + 1) * columns), row * wider);
  }
  return padded;
}
