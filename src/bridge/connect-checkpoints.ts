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
    inspect: (source) => call((checkpoints) => checkpoints.inspect(source)),
    keep: (source, options, onProgress) =>
      call((checkpoints) => checkpoints.keep(source, options, proxy(onProgress))),
    cancel: () => call((checkpoints) => checkpoints.cancel()),
    list: () => call((checkpoints) => checkpoints.list()),
    change: (id, change) => call((checkpoints) => checkpoints.change(id, change)),
    remove: (id) => call((checkpoints) => checkpoints.remove(id)),
    measure: (config) => call((checkpoints) => checkpoints.measure(config)),
    fetched: (models) => call((checkpoints) => checkpoints.fetched(models)),
    fetch: (model, onProgress) =>
      call((checkpoints) => checkpoints.fetch(model, proxy(onProgress))),
    discard: (model) => call((checkpoints) => checkpoints.discard(model)),
    stop,
  };
}
