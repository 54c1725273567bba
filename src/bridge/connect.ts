import { wrap, type Remote } from 'comlink';
import type { FailureCode } from '../../workers/contract';

/** A worker, and how to call it so that a call ends when the worker does. */
export interface Connection<T> {
  /** Rejects with `worker-crashed` if the worker ends before the call does. */
  call<R>(work: (remote: Remote<T>) => Promise<R>): Promise<R>;
  stop(): void;
}

/**
 * Speaks Comlink with a worker. A worker that dies never answers, so every call also listens for its end.
 * @param onCrash told once, so that the owner can forget the worker and start another
 */
export function connect<T>(worker: Worker, onCrash: () => void): Connection<T> {
  const remote = wrap<T>(worker);
  // Not a race against one promise of the worker's end: that would keep something of every call for as long as the worker lives.
  const open = new Set<(reason: Error) => void>();
  let ended: Error | undefined;
  const end = (reason: Error) => {
    ended ??= reason;
    for (const reject of open) reject(reason);
    open.clear();
  };

  worker.addEventListener('error', (event) => {
    event.preventDefault();
    worker.terminate();
    end(failure('worker-crashed', event.message || 'A background worker ended.'));
    onCrash();
  });

  return {
    async call<R>(work: (remote: Remote<T>) => Promise<R>): Promise<R> {
      if (ended) throw ended;
      let onEnd: (reason: Error) => void = () => undefined;
      const result = new Promise<R>((resolve, reject) => {
        onEnd = reject;
        work(remote).then(resolve, reject);
      });
      open.add(onEnd);
      return result.finally(() => open.delete(onEnd));
    },
    stop() {
      worker.terminate();
      end(failure('cancelled', 'The worker was stopped.'));
    },
  };
}

function failure(code: FailureCode, message: string): Error {
  return Object.assign(new Error(message), { name: code });
}
