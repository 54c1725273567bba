import { expose } from 'comlink';
import { isCorpus, openCorpus } from '../library/open-corpus';
import { openPrivateFolders } from '../library/private-folders';
import { openBundle } from '../model-files/open-bundle';
import { createRetriever } from './create-retriever';
import { openEmbedder } from './open-embedder';

expose(
  createRetriever({
    openFiles: (manifest) =>
      isCorpus(manifest) ? openCorpus(manifest, openPrivateFolders) : openBundle(manifest),
    openEmbedder,
  }),
);
