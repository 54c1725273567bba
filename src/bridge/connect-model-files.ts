import { proxy } from 'comlink';
import type { ModelFiles } from '../../workers/contract';
import { connect } from './connect';

/** The {@link ModelFiles} in a new worker. */
export function connectModelFiles(onCrash: () => void): ModelFiles & { stop(): void } {
  const worker = new Worker(
    new URL('../../workers/model-files/model-files.worker.ts', import.meta.url),
    { type: 'module', name: 'model-files' },
  );
  const { call, stop } = connect<ModelFiles>(worker, onCrash);
  return {
    status: (manifests) => call((files) => files.status(manifests)),
    download: (manifests, onProgress) =>
      call((files) => files.download(manifests, proxy(onProgress))),
    cancel: () => call((files) => files.cancel()),
    verify: (manifests) => call((files) => files.verify(manifests)),
    prune: (keep) => call((files) => files.prune(keep)),
    storage: () => call((files) => files.storage()),
    stop,
  };
}
