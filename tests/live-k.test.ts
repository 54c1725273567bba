import { readFileSync } from 'node:fs';
import { openMambaCpu } from '../workers/mamba/cpu/open-mamba-cpu';
import type { BundleFiles } from '../workers/model-files/bundle-files';
import { openPromptTokenizer } from '../workers/tokenizer/open-prompt-tokenizer';
import { CpuKeyValueCache } from '../workers/transformer/cpu-key-value-cache';
import { openTransformer } from '../workers/transformer/open-transformer';
import { describeLiveK } from './live-k';
import { openSummingTransformer } from './summing-transformer';

const filesOf = (id: string): BundleFiles => ({
  read: async (path) => new Uint8Array(readFileSync(`public/models/${id}/${path}`)),
});
const subject = {
  tokenizer: openPromptTokenizer(readFileSync('public/models/mamba-trivia-32m/tokenizer.json')),
  question: 'Which river flows through Budapest?',
  passages: [
    'The Danube rises in the Black Forest and passes four capitals.',
    'Budapest is the capital of Hungary.',
    'A tributary is a river that flows into a larger one.',
    'The Rhine flows north into the sea.',
  ],
  maxNewTokens: 4,
};
const ignore = () => undefined;

describeLiveK('the Mamba on the CPU', {
  ...subject,
  open: () => openMambaCpu(filesOf('mamba-trivia-32m'), ignore),
});
describeLiveK('the Transformer on the CPU', {
  ...subject,
  open: () => openTransformer(filesOf('transformer-trivia-30m'), 'cpu', ignore),
});
describeLiveK('a cache on the CPU', {
  ...subject,
  open: () =>
    openSummingTransformer({
      open: (ort, names, width) => new CpuKeyValueCache(ort, names, width),
      read: async ({ data }) => data as Float32Array,
      rows: (ort, values, dims) => new ort.Tensor('float32', values, dims),
      dispose: ignore,
    }),
});
