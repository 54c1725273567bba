import { expose } from 'comlink';
import { createCheckpoints } from './create-checkpoints';
import { KeptModels } from './kept-models';

expose(createCheckpoints(() => KeptModels.open()));
