import { expect, it } from 'vitest';
import { writeMambaGraph } from '../workers/checkpoints/graph/write-mamba-graph';
import { openSelectingReader } from '../workers/mamba/cpu/selecting-reader';
import { at } from '../workers/mamba/kernels/compare';
import { headerLength, parseHeader } from '../workers/model-files/safetensors-header';
import { mambaInF64 } from './mamba-in-f64';
import { fourBitMamba as config, tinyMambaWeights } from './tiny-mamba';

it('ONNX Runtime unpacks 4 bits as the definition says', async () => {
  const file = tinyMambaWeights(config, 'u4');
  const ids = Array.from({ length: 40 }, (_, i) => (i * 29 + 5) % config.vocabulary);
  const reader = await openSelectingReader(config, file, ids.length);
  const selected = await reader.select(ids);
  reader.dispose();
  const { selections } = await mambaInF64(config, file, ids);
  // f32 sums in another order: 1e-6 of their size each, some ten a layer (model-reference.ts).
  const relative = 1e-6 * 10 * config.layers;
  for (const [layer, expected] of selections.entries()) {
    for (const part of ['delta', 'b', 'c'] as const) {
      const values = Array.from(expected[part]);
      const actual = selected[layer]?.[part] ?? [];
      const size = Math.max(...values.map(Math.abs));
      const worst = Math.max(...values.map((value, i) => Math.abs(at(actual, i) - value)));
      expect(worst / size, `${part} of layer ${layer}`).toBeLessThan(relative);
    }
  }
});

it('no graph is written for a table in 4 bits', () => {
  const file = tinyMambaWeights(config, 'u4');
  const length = headerLength(file, file.length, 'file');
  const layout = parseHeader(file.subarray(8, 8 + length), file.length, 'file');
  const table = layout.get('backbone.embeddings.weight');
  if (!table) throw new Error('No table.');
  layout.set('backbone.embeddings.weight.zero', table);
  expect(() => writeMambaGraph(config, layout)).toThrow('tables are kept in 8 bits');
});
