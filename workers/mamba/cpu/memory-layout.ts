import type { MambaConfig } from '../config';
import * as w from './words';

export type MatrixFormat = typeof w.F32 | typeof w.I8 | typeof w.U4;

/** A matrix in memory: `weights` as [rows / 8, columns, 8], rows and columns rounded up where the kernels want it. */
export interface PlacedMatrix {
  format: MatrixFormat;
  weights: number;
  scales: number;
  rows: number;
  columns: number;
}

export interface PlacedLayer {
  norm: number;
  conv: number;
  dtBias: number;
  a: number;
  dSkip: number;
  convState: number;
  scanState: number;
  inProj: PlacedMatrix;
  xProj: PlacedMatrix;
  dtProj: PlacedMatrix;
  outProj: PlacedMatrix;
}

export interface MemoryLayout {
  layers: PlacedLayer[];
  embedding: PlacedMatrix;
  finalNorm: number;
  /** Everything that the model carries from token to token: the states, then the last row. */
  context: { at: number; bytes: number };
  ids: number;
  logits: number;
  totalBytes: number;
  /** What the WebAssembly reads at the begin of memory. */
  header: Int32Array<ArrayBuffer>;
}

/** A cache line: nothing that two threads write shares one, and SIMD loads are aligned. */
const ALIGNMENT = 64;
const roundUp = (value: number, to: number) => Math.ceil(value / to) * to;

/** Places everything in one memory that never grows. All places are byte addresses. */
export function layOutMemory(
  config: MambaConfig,
  formatOf: (matrix: 'embedding' | 'inProj' | 'xProj' | 'outProj', layer: number) => MatrixFormat,
  { threads, chunkTokens }: { threads: number; chunkTokens: number },
): MemoryLayout {
  const { layers, width, channels, states, taps, rank, vocabulary } = config;
  const headerWords = w.HEADER + w.FIRST_LAYER + layers * w.LAYER_WORDS;
  let end = roundUp(4 * headerWords, ALIGNMENT);
  const bytes = (count: number) => {
    const at = end;
    end += roundUp(count, ALIGNMENT);
    return at;
  };
  const floats = (...shape: number[]) => bytes(shape.reduce((a, b) => a * b, 4));
  const matrix = (rows: number, columns: number, format: MatrixFormat): PlacedMatrix => {
    const size = { rows: roundUp(rows, w.PANEL), columns: roundUp(columns, 4) };
    const elements = size.rows * size.columns;
    switch (format) {
      case w.F32:
        return { ...size, format, weights: floats(elements), scales: 0 };
      case w.I8:
        return { ...size, format, weights: bytes(elements), scales: floats(size.rows) };
      case w.U4:
        return {
          ...size,
          format,
          weights: bytes(elements / 2),
          scales: floats((2 * elements) / w.GROUP),
        };
    }
  };

  // The context lies in one piece, so that a snapshot is one copy.
  const contextAt = end;
  const convStates = Array.from({ length: layers }, () => floats(taps - 1, channels));
  const scanStates = Array.from({ length: layers }, () => floats(channels, states));
  const last = floats(width);
  const context = { at: contextAt, bytes: end - contextAt };

  const embedding = matrix(vocabulary, width, formatOf('embedding', 0));
  const placed = Array.from({ length: layers }, (_, layer): PlacedLayer => ({
    norm: floats(width),
    conv: floats(taps + 1, channels),
    dtBias: floats(channels),
    a: floats(channels, states),
    dSkip: floats(channels),
    convState: convStates[layer] ?? NaN,
    scanState: scanStates[layer] ?? NaN,
    inProj: matrix(2 * channels, width, formatOf('inProj', layer)),
    xProj: matrix(rank + 2 * states, channels, formatOf('xProj', layer)),
    dtProj: matrix(channels, rank, w.F32),
    outProj: matrix(width, channels, formatOf('outProj', layer)),
  }));

  const tokens = roundUp(chunkTokens, w.TILE);
  const projected = roundUp(rank + 2 * states, w.PANEL);
  const scratchBytes =
    4 * Math.max(w.DEPTH * w.PANEL, w.TILE * width) + 4 * tokens * Math.max(width, channels);
  const finalNorm = floats(width);
  const ids = floats(tokens);
  const logits = floats(embedding.rows);

  const header = new Int32Array(headerWords);
  const real = new Float32Array(header.buffer);
  const words: [number, number][] = [
    [w.THREADS, threads],
    [w.LAYERS, layers],
    [w.WIDTH, width],
    [w.CHANNELS, channels],
    [w.STATES, states],
    [w.TAPS, taps],
    [w.RANK, rank],
    [w.PROJECTED, projected],
    [w.VOCABULARY, vocabulary],
    [w.IDS, ids],
    [w.HIDDEN, floats(tokens, width)],
    [w.X, floats(taps - 1 + tokens, channels)],
    [w.Z, floats(tokens, channels)],
    [w.U, floats(tokens, channels)],
    [w.XDB, floats(tokens, projected)],
    [w.DELTA, floats(tokens, channels)],
    [w.Y, floats(tokens, channels)],
    [w.LOGITS, logits],
    [w.LAST, last],
    [w.FINAL_NORM, finalNorm],
    [w.SCRATCH_BYTES, roundUp(scratchBytes, ALIGNMENT)],
    [w.SCRATCH, bytes(threads * roundUp(scratchBytes, ALIGNMENT))],
  ];
  for (const [index, value] of words) header[w.HEADER + index] = value;
  real[w.HEADER + w.EPSILON] = config.epsilon;
  writeMatrix(header, w.HEADER + w.EMBEDDING, embedding);
  for (const [index, layer] of placed.entries()) {
    writeLayer(header, w.HEADER + w.FIRST_LAYER + index * w.LAYER_WORDS, layer);
  }
  return { layers: placed, embedding, finalNorm, context, ids, logits, totalBytes: end, header };
}

function writeLayer(header: Int32Array, at: number, layer: PlacedLayer): void {
  header[at + w.NORM] = layer.norm;
  header[at + w.CONV] = layer.conv;
  header[at + w.DT_BIAS] = layer.dtBias;
  header[at + w.A] = layer.a;
  header[at + w.D_SKIP] = layer.dSkip;
  header[at + w.CONV_STATE] = layer.convState;
  header[at + w.SCAN_STATE] = layer.scanState;
  writeMatrix(header, at + w.IN_PROJ, layer.inProj);
  writeMatrix(header, at + w.X_PROJ, layer.xProj);
  writeMatrix(header, at + w.DT_PROJ, layer.dtProj);
  writeMatrix(header, at + w.OUT_PROJ, layer.outProj);
}

export function writeMatrix(header: Int32Array, at: number, matrix: PlacedMatrix): void {
  header[at + w.FORMAT] = matrix.format;
  header[at + w.WEIGHTS] = matrix.weights;
  header[at + w.SCALES] = matrix.scales;
  header[at + w.PANELS] = matrix.rows / w.PANEL;
  header[at + w.COLUMNS] = matrix.columns;
}
