import { expose } from 'comlink';
import { openBundle } from '../model-files/open-bundle';
import { createReader } from '../reader/create-reader';
import { openReaderTokenizer } from '../tokenizer/open-reader-tokenizer';
import { openTransformer } from './open-transformer';

expose(
  createReader({
    architecture: 'transformer',
    openFiles: (manifest) => openBundle(manifest),
    openTokenizer: openReaderTokenizer,
    openDecoder: openTransformer,
  }),
);
