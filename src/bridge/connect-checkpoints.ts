import { proxy } from 'comlink';
import type { Checkpoints } from '../../workers/contract';
import { connect } from './connect';

/** The {@link Checkpoints} in a new worker. */
export function connectCheckpoints(onCrash: () => void): Checkpoints & { stop(): void } {
  const worker = new Worker(
    new URL('../../workers/checkpoints/checkpoints.worker.ts', import.meta.url),
    { type: 'module', name: 'checkpoints' },
  );
  const { call, stop } = connect<Checkpoints>(worker, onCrash);
  return {
    inspect: (files) => call((checkpoints) => checkpoints.inspect(files)),
    keep: (files, options, onProgress) =>
      call((checkpoints) => checkpoints.keep(files, options, proxy(onProgress))),
    cancel: () => call((checkpoints) => checkpoints.cancel()),
    list: () => call((checkpoints) => checkpoints.list()),
    change: (id, change) => call((checkpoints) => checkpoints.change(id, change)),
    remove: (id) => call((checkpoints) => checkpoints.remove(id)),
    stop,
  };
}
