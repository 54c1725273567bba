import type { Retriever } from '../../workers/contract';
import { connect } from './connect';

/** The {@link Retriever} in a new worker. */
export function connectRetriever(onCrash: () => void): Retriever & { stop(): void } {
  const worker = new Worker(
    new URL('../../workers/retrieval/retrieval.worker.ts', import.meta.url),
    { type: 'module', name: 'retrieval' },
  );
  const { call, stop } = connect<Retriever>(worker, onCrash);
  return {
    load: (embedders, pack) => call((retriever) => retriever.load(embedders, pack)),
    search: (question, k, by) => call((retriever) => retriever.search(question, k, by)),
    passages: (ids) => call((retriever) => retriever.passages(ids)),
    stop,
  };
}
