import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseMambaConfig } from '../../mamba/config';
import { headerLength, parseHeader } from '../../model-files/safetensors-header';
import { writeMambaGraph } from './write-mamba-graph';

const folder = 'public/models/mamba-trivia-32m';

it('writes the bundled model byte for byte as training/export/mamba_graph.py does', () => {
  const weights = new Uint8Array(readFileSync(`${folder}/model.safetensors`));
  const length = headerLength(weights, weights.length, 'model.safetensors');
  const layout = parseHeader(weights.subarray(8, 8 + length), weights.length, 'model.safetensors');
  const config = parseMambaConfig(readFileSync(`${folder}/config.json`));
  const written = Buffer.from(writeMambaGraph(config, layout));
  expect(written.equals(readFileSync(`${folder}/model.onnx`))).toBe(true);
});
