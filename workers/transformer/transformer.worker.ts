import { expose } from 'comlink';
import { openBundle } from '../model-files/open-bundle';
import { createReader } from '../reader/create-reader';
import { openPromptTokenizer } from '../tokenizer/open-prompt-tokenizer';
import { openTransformer } from './open-transformer';

expose(
  createReader({
    architecture: 'transformer',
    openFiles: (manifest) => openBundle(manifest),
    openTokenizer: async (files) => openPromptTokenizer(await files.read('tokenizer.json')),
    openDecoder: openTransformer,
  }),
);
