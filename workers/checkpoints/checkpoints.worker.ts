import { expose } from 'comlink';
import { createCheckpoints } from './create-checkpoints';
import { FileStore } from '../model-files/file-store';
import { KeptModels } from './kept-models';

expose(
  createCheckpoints(
    () => KeptModels.open(),
    () => FileStore.open('downloads'),
  ),
);
