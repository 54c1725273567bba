import { writeMambaGraph } from '../workers/checkpoints/graph/write-mamba-graph';
import { openMambaCpu } from '../workers/mamba/cpu/open-mamba-cpu';
import type { BundleFiles } from '../workers/model-files/bundle-files';
import { headerLength, parseHeader } from '../workers/model-files/safetensors-header';
import { config, describeInspection, weights } from './inspect-mamba';

const length = headerLength(weights, weights.length, 'model.safetensors');
const layout = parseHeader(weights.subarray(8, 8 + length), weights.length, 'model.safetensors');
const json = {
  model_type: 'mamba',
  num_hidden_layers: config.layers,
  hidden_size: config.width,
  intermediate_size: config.channels,
  state_size: config.states,
  conv_kernel: config.taps,
  time_step_rank: config.rank,
  vocab_size: config.vocabulary,
  layer_norm_epsilon: config.epsilon,
};
const contents: Record<string, Uint8Array<ArrayBuffer>> = {
  'config.json': new TextEncoder().encode(JSON.stringify(json)),
  'model.onnx': writeMambaGraph(config, layout),
  'model.safetensors': weights,
};
const files: BundleFiles = {
  read: async (path) => {
    const bytes = contents[path];
    if (!bytes) throw new Error(`No ${path}.`);
    return bytes;
  },
};

describeInspection('a Mamba on the CPU', async () => {
  const decoder = await openMambaCpu(files, () => undefined);
  // So that the text crosses chunks.
  return { ...decoder, chunkTokens: 17 };
});
