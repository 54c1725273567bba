import type { Decoder } from '../workers/reader/decoder';
import { createMambaGpuDecoder } from '../workers/mamba/mamba-gpu-decoder';
import { createMambaModel } from '../workers/mamba/model';
import { SAFE_PLAN } from '../workers/mamba/plan';
import { loadWeights } from '../workers/mamba/weights';
import { partsOf } from '../workers/model-files/bundle-files';
import type { PromptTokenizer } from '../workers/tokenizer/prompt-tokenizer';
import { Gpu } from '../workers/gpu/gpu';
import { GpuKeyValueCache } from '../workers/transformer/gpu-key-value-cache';
import { describeDecoder } from './decoder-conformance';
import { describeLiveK } from './live-k';
import { openSummingTransformer } from './summing-transformer';
import { tinyMamba, tinyMambaWeights } from './tiny-mamba';

/** A token is a letter: the tiny model knows 128. */
const tokenizer: PromptTokenizer = {
  endToken: 0,
  encode: (segments) =>
    segments.map((segment) => ({
      kind: segment.kind,
      ids: [1, ...('text' in segment ? new TextEncoder().encode(segment.text) : [])],
      truncated: false,
    })),
  decodeAnswer: (ids) => ids.join(' '),
  decodePrompt: (ids) => ids.join(' '),
};
const subject = {
  tokenizer,
  question: 'Who?',
  passages: ['Ada', 'Blaise', 'Carl'],
  maxNewTokens: 2,
};

// So that some prompts are read in one go and others are not.
const chunkTokens = 16;

async function openTinyMamba(): Promise<Decoder> {
  const gpu = await Gpu.open();
  const weights = await loadWeights(gpu, tinyMamba, partsOf(tinyMambaWeights()));
  const model = await createMambaModel(gpu, tinyMamba, weights, { chunkTokens, plan: SAFE_PLAN });
  return createMambaGpuDecoder({ gpu, model, parameters: 0, chunkTokens, checks: [] });
}

describeLiveK('a Mamba on WebGPU', { ...subject, open: openTinyMamba });

// The bundled model has to keep them too, but on a software adapter it needs minutes.
describeDecoder('a tiny Mamba on WebGPU', {
  open: openTinyMamba,
  prompt: [...new TextEncoder().encode('Ada and Blaise')],
  more: [...new TextEncoder().encode('Carl?')],
  chunks: [1, 5],
  endToken: 0,
  // Sums of the scan in another order.
  logProbabilityTolerance: 1e-4,
});

// ONNX Runtime's WebGPU backend runs in browsers only (e2e/uses-the-gpu.spec.ts); what is ours, the cache, is here.
describeLiveK('a cache on WebGPU', {
  ...subject,
  open: async () => {
    const gpu = await Gpu.open();
    return openSummingTransformer({
      open: (ort, names, width) => new GpuKeyValueCache(ort, gpu, names, width),
      read: async ({ gpuBuffer }) => new Float32Array(await gpu.read(gpuBuffer as GPUBuffer)),
      rows: (ort, values, dims) =>
        ort.Tensor.fromGpuBuffer(gpu.upload('rows', values), { dataType: 'float32', dims }),
      dispose: () => gpu.dispose(),
    });
  },
});
