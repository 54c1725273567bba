import { expose } from 'comlink';
import { openBundle } from '../model-files/open-bundle';
import { createRetriever } from './create-retriever';
import { openEmbedder } from './open-embedder';

expose(createRetriever({ openFiles: (manifest) => openBundle(manifest), openEmbedder }));
