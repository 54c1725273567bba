import { proxy } from 'comlink';
import type { Architecture, Reader } from '../../workers/contract';
import { connect } from './connect';

/** A {@link Reader} in a new worker of its own. */
export function connectReader(
  architecture: Architecture,
  onCrash: () => void,
): Reader & { stop(): void } {
  const { call, stop } = connect<Reader>(startReader(architecture), onCrash);
  return {
    load: (manifest, backend, onPhase) =>
      call((reader) => reader.load(manifest, backend, proxy(onPhase))),
    generate: (segments, options, onEvent) =>
      call((reader) => reader.generate(segments, options, proxy(onEvent))),
    measure: (segments, options, onProgress) =>
      call((reader) => reader.measure(segments, options, proxy(onProgress))),
    inspect: (segments, answerIds, onProgress) =>
      call((reader) => reader.inspect(segments, answerIds, proxy(onProgress))),
    logProbability: (segments, answerIds, onProgress) =>
      call((reader) => reader.logProbability(segments, answerIds, proxy(onProgress))),
    cancel: () => call((reader) => reader.cancel()),
    dispose: () => call((reader) => reader.dispose()),
    stop,
  };
}

// Vite finds workers by this very form of `new Worker(new URL(…))`, so each one is written out.
function startReader(architecture: Architecture): Worker {
  return architecture === 'mamba'
    ? new Worker(new URL('../../workers/mamba/mamba.worker.ts', import.meta.url), {
        type: 'module',
        name: 'mamba',
      })
    : new Worker(new URL('../../workers/transformer/transformer.worker.ts', import.meta.url), {
        type: 'module',
        name: 'transformer',
      });
}
