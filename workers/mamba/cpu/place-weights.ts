import { placeFourBits } from './place-four-bits';
import type { StoredTensor } from '../../model-files/safetensors';
import { bytesOf } from '../bytes-of';
import { isFourBits, readFourBits } from '../four-bits';
import type { MambaConfig } from '../config';
import type { MatrixFormat, MemoryLayout, PlacedMatrix } from './memory-layout';
import { F32, I8, PANEL, U4 } from './words';

type Tensors = ReadonlyMap<string, StoredTensor>;
const MATRICES = { inProj: 'in_proj', xProj: 'x_proj', outProj: 'out_proj' } as const;

export function tensorName(matrix: 'embedding' | keyof typeof MATRICES, layer: number): string {
  if (matrix === 'embedding') return 'backbone.embeddings.weight';
  return `backbone.layers.${layer}.mixer.${MATRICES[matrix]}.weight`;
}

/** Eight bits have a scale a row; four bits zero points too; F32 has neither. */
export function storedFormat(tensors: Tensors, name: string): MatrixFormat {
  if (isFourBits(tensors, name)) return U4;
  return tensors.get(name)?.dtype === 'F32' ? F32 : I8;
}

/** Puts `model.safetensors` (Hugging Face's names) where the layout has it. Throws `unusable-file`. */
export function placeWeights(
  tensors: Tensors,
  config: MambaConfig,
  layout: MemoryLayout,
  memory: ArrayBufferLike,
): void {
  const { width, channels, states, taps, rank, vocabulary } = config;
  const floats = (name: string, shape: number[]) =>
    new Float32Array(bytesOf(tensors, name, 'F32', shape).slice().buffer);
  const put = (at: number, values: Float32Array) =>
    new Float32Array(memory, at, values.length).set(values);
  const matrix = (name: string, rows: number, columns: number, placed: PlacedMatrix) => {
    if (placed.format === I8) {
      const words = bytesOf(tensors, name, 'U8', [rows, columns]);
      put(placed.scales, floats(`${name}.scale`, [rows]));
      // u8 − 128 as i8 is the same byte with its highest bit turned.
      const target = new Uint8Array(memory, placed.weights, placed.rows * placed.columns);
      intoPanels(words, rows, columns, placed.columns, 0x80, target);
    } else if (placed.format === U4) {
      const four = readFourBits(tensors, name, rows, columns);
      placeFourBits(four, rows, columns, placed, memory);
    } else {
      const target = new Float32Array(memory, placed.weights, placed.rows * placed.columns);
      intoPanels(floats(name, [rows, columns]), rows, columns, placed.columns, 0, target);
    }
  };

  for (const [index, layer] of layout.layers.entries()) {
    const mixer = `backbone.layers.${index}.mixer`;
    put(layer.norm, floats(`backbone.layers.${index}.norm.weight`, [width]));
    const kernel = floats(`${mixer}.conv1d.weight`, [channels, 1, taps]);
    put(
      layer.conv,
      kernel.map((_, i) => kernel[(i % channels) * taps + Math.floor(i / channels)] ?? NaN),
    );
    put(layer.conv + 4 * taps * channels, floats(`${mixer}.conv1d.bias`, [channels]));
    put(layer.dtBias, floats(`${mixer}.dt_proj.bias`, [channels]));
    put(layer.dSkip, floats(`${mixer}.D`, [channels]));
    const logs = floats(`${mixer}.A_log`, [channels, states]);
    put(
      layer.a,
      logs.map((_, i) => {
        const [four, n, lane] = [Math.floor(i / (4 * states)), Math.floor(i / 4) % states, i % 4];
        return -Math.exp(logs[(4 * four + lane) * states + n] ?? NaN) * Math.LOG2E;
      }),
    );
    matrix(tensorName('inProj', index), 2 * channels, width, layer.inProj);
    matrix(tensorName('xProj', index), rank + 2 * states, channels, layer.xProj);
    matrix(`${mixer}.dt_proj.weight`, channels, rank, layer.dtProj);
    matrix(tensorName('outProj', index), width, channels, layer.outProj);
  }
  put(layout.finalNorm, floats('backbone.norm_f.weight', [width]));
  matrix(tensorName('embedding', 0), vocabulary, width, layout.embedding);
}

/** [rows, columns] → [rows / 8, wide, 8], every element xor `flip` where that is not 0; what is not written stays 0. */
export function intoPanels<T extends Uint8Array | Float32Array>(
  from: T,
  rows: number,
  columns: number,
  wide: number,
  flip: number,
  to: T,
): void {
  for (let row = 0; row < rows; row++) {
    const first = Math.floor(row / PANEL) * PANEL * wide + (row % PANEL);
    for (let k = 0; k < columns; k++) {
      const value = from[row * columns + k] ?? NaN;
      to[first + k * PANEL] = flip ? value ^ flip : value;
    }
  }
}
