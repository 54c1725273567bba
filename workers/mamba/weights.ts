import type { FileParts } from '../model-files/bundle-files';
import { countParameters } from '../model-files/count-parameters';
import { openTensors, type StoredTensor } from '../model-files/safetensors';
import { bytesOf } from './bytes-of';
import type { MambaConfig } from './config';
import { isFourBits, readFourBits } from './four-bits';
import type { Gpu } from '../gpu/gpu';
import { packGroups, type Matrix, type MatrixFormat } from './kernels/matrix/matrix';
import { paddedRank, paddedStates } from './kernels/selective-scan/scan';

/** R, N: rank and states as padded for the kernels. */
export interface LayerWeights {
  norm: GPUBuffer; // [d_model]
  inProj: Matrix; // [2 · d_inner, d_model]
  conv: GPUBuffer; // [d_inner, d_conv + 1]: the taps, then the bias
  xProj: Matrix; // [R + 2N, d_inner]
  dtWeight: GPUBuffer; // [R, d_inner]: dt_proj transposed
  terms: GPUBuffer; // [d_inner, 2]: bias of dt_proj, D
  a: GPUBuffer; // [d_inner, N]: −exp(A_log) · log2 e
  outProj: Matrix; // [d_model, d_inner]
}

export interface MambaWeights {
  embedding: Matrix; // [vocabulary, d_model]
  head: Matrix; // [vocabulary, d_model], in most models the embedding
  layers: LayerWeights[];
  finalNorm: GPUBuffer; // [d_model]
  parameters: number;
}

/**
 * Puts `model.safetensors` (Hugging Face's tensor names) on the GPU, a layer at a time: never is more of it in memory.
 * Throws `unusable-file`, `out-of-memory`.
 */
export async function loadWeights(
  gpu: Gpu,
  config: MambaConfig,
  file: FileParts,
): Promise<MambaWeights> {
  const stored = await openTensors(file);
  /** What is in memory. */
  let tensors: ReadonlyMap<string, StoredTensor> = new Map();
  const { width, channels, states, taps, rank, vocabulary } = config;
  const [wideRank, wideStates] = [paddedRank(rank), paddedStates(states)];

  const floats = (name: string, shape: number[]) =>
    new Float32Array(bytesOf(tensors, name, 'F32', shape).slice().buffer);
  const f32 = (name: string, shape: number[]) =>
    gpu.upload(name, bytesOf(tensors, name, 'F32', shape));
  /** Rows of zeros go where the kernels want a multiple of 4 or 16 rows: `places` says which row comes where, −1 none. */
  function matrix(name: string, rows: number, columns: number, places?: number[]): Matrix {
    const put = (bytes: Uint8Array<ArrayBuffer>, nothing: number) =>
      gpu.upload(name, places ? rowsAt(bytes, bytes.length / rows, places, nothing) : bytes);
    if (isFourBits(tensors, name)) {
      const four = readFourBits(tensors, name, rows, columns);
      return { format: 'u4', words: put(four.words, 0), scales: put(packGroups(four), 0) };
    }
    const words = bytesOf(tensors, name, 'U8', [rows, columns]);
    const scales = bytesOf(tensors, `${name}.scale`, 'F32', [rows]);
    return { format: 'u8', words: put(words, 128), scales: put(scales, 0) };
  }
  /** Rows first … first + count − 1, then −1 up to `wide` of them. */
  const padded = (first: number, count: number, wide: number) =>
    Array.from({ length: wide }, (_, i) => (i < count ? first + i : -1));
  const xRows = [
    ...padded(0, rank, wideRank),
    ...padded(rank, states, wideStates),
    ...padded(rank + states, states, wideStates),
  ];

  const layers: LayerWeights[] = [];
  for (let layer = 0; layer < config.layers; layer++) {
    tensors = await stored.load(`backbone.layers.${layer}.`);
    layers.push(loadLayer(layer));
  }
  function loadLayer(layer: number): LayerWeights {
    const mixer = `backbone.layers.${layer}.mixer`;
    const a = floats(`${mixer}.A_log`, [channels, states]).map(
      (log) => -Math.exp(log) * Math.LOG2E,
    );
    const dtWeight = floats(`${mixer}.dt_proj.weight`, [channels, rank]);
    return {
      norm: f32(`backbone.layers.${layer}.norm.weight`, [width]),
      inProj: matrix(`${mixer}.in_proj.weight`, 2 * channels, width),
      conv: gpu.upload(
        `${mixer}.conv1d`,
        joinColumns(
          floats(`${mixer}.conv1d.weight`, [channels, 1, taps]),
          floats(`${mixer}.conv1d.bias`, [channels]),
          channels,
        ),
      ),
      xProj: matrix(`${mixer}.x_proj.weight`, rank + 2 * states, channels, xRows),
      dtWeight: gpu.upload(
        `${mixer}.dt_proj.weight`,
        transpose(padRows(dtWeight, channels, wideRank), channels, wideRank),
      ),
      terms: gpu.upload(
        `${mixer}.dt_proj.bias, D`,
        joinColumns(
          floats(`${mixer}.dt_proj.bias`, [channels]),
          floats(`${mixer}.D`, [channels]),
          channels,
        ),
      ),
      a: gpu.upload(`${mixer}.A`, padRows(a, channels, wideStates)),
      outProj: matrix(`${mixer}.out_proj.weight`, width, channels),
    };
  }
  const parameters = countParameters(stored.tensors);
  tensors = await stored.load('backbone.embeddings.');
  const embedding = matrix('backbone.embeddings.weight', vocabulary, width);
  tensors = await stored.load('lm_head.');
  const head = tensors.size > 0 ? matrix('lm_head.weight', vocabulary, width) : embedding;
  tensors = await stored.load('backbone.norm_f.');
  const finalNorm = f32('backbone.norm_f.weight', [width]);
  return { embedding, head, layers, finalNorm, parameters };
}

/** Formats of the matrices in layers, and of the tables: each is checked and compiled. */
export interface WeightFormats {
  layers: MatrixFormat[];
  tables: MatrixFormat[];
}

export function formatsOf({ layers, embedding, head }: MambaWeights): WeightFormats {
  const formats = (matrices: Matrix[]) => [...new Set(matrices.map(({ format }) => format))];
  return {
    layers: formats(layers.flatMap(({ inProj, xProj, outProj }) => [inProj, xProj, outProj])),
    tables: formats([embedding, head]),
  };
}

/** Rows of `length` bytes in the order of `places`; where that is −1, bytes that are `nothing`. */
function rowsAt(
  rows: Uint8Array,
  length: number,
  places: readonly number[],
  nothing: number,
): Uint8Array<ArrayBuffer> {
  const placed = new Uint8Array(places.length * length).fill(nothing);
  for (const [to, row] of places.entries()) {
    if (row >= 0) placed.set(rows.subarray(row * length, (row + 1) * length), to * length);
  }
  return placed;
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

/** [rows, n] and [rows, m] → [rows, n + m] */
function joinColumns(
  left: Float32Array,
  right: Float32Array,
  rows: number,
): Float32Array<ArrayBuffer> {
  const [n, m] = [left.length / rows, right.length / rows];
  const joined = new Float32Array(rows * (n + m));
  for (let row = 0; row < rows; row++) {
    joined.set(left.subarray(row * n, (row + 1) * n), row * (n + m));
    joined.set(right.subarray(row * m, (row + 1) * m), row * (n + m) + n);
  }
  return joined;
}
