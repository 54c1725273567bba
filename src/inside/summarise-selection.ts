import type { Inspection } from '../../workers/contract';
import { segmentSums } from './aggregate-attention';

export interface SelectionSummary {
  /** By segment of prompt and answer: Δ, mean over its tokens and the chosen layers. */
  delta: number[];
  /** By segment of the prompt: mean over the chosen layers. */
  retention: number[];
}

/** What a Mamba let in and kept, in one layer or in the mean of all; nothing for other architectures. */
export function summariseSelection(
  inspection: Inspection,
  layer: number | 'all',
): SelectionSummary | undefined {
  const { selection, layers, tokens } = inspection;
  if (!selection) return undefined;
  const chosen = layer === 'all' ? Array.from({ length: layers }, (_, at) => at) : [layer];
  const mean = (values: Float32Array, columns: number) =>
    Array.from({ length: columns }, (_, column) => {
      const sum = chosen.reduce((total, row) => total + (values[row * columns + column] ?? NaN), 0);
      return sum / chosen.length;
    });
  const sums = segmentSums(inspection, mean(selection.delta, tokens.length));
  const counts = segmentSums(
    inspection,
    tokens.map(() => 1),
  );
  return {
    delta: sums.map((sum, at) => sum / (counts[at] ?? NaN)),
    retention: mean(selection.retention, selection.retention.length / layers),
  };
}
