import { expose } from 'comlink';
import { Failure } from '../failure';
import { requireRoom } from '../model-files/create-model-files';
import { openBundle } from '../model-files/open-bundle';
import { createLibrary } from './create-library';
import { openPrivateFolders } from './private-folders';

expose(
  createLibrary({
    openFolders: () => openPrivateFolders(),
    async openEmbedder(manifest) {
      // Only who makes a corpus needs the model: listing does not load it.
      const { openEmbedder } = await import('../retrieval/open-embedder');
      return openEmbedder(await openBundle(manifest));
    },
    lock: (name, work) =>
      navigator.locks.request(`corpus ${name}`, { ifAvailable: true }, (lock) => {
        if (!lock) throw new Failure('corpus-busy', `Another tab works on the corpus ${name}.`);
        return work();
      }),
    requireRoom,
    newName: () => crypto.randomUUID().slice(0, 13),
    now: () => new Date().toISOString(),
  }),
);
