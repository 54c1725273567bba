import { Failure } from '../../failure';
import { nodeModule } from './node-modules';
import { FAILED, GENERATION, HEADER } from './words';

/** A Worker of a browser or of Node, as far as it is needed here. */
interface Thread {
  postMessage(message: unknown): void;
  terminate(): unknown;
}

/**
 * Starts threads 1 … count − 1 of the engine; all of them run when the promise is kept. What is given back ends them. Throws
 * `internal`.
 */
export async function startThreads(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  count: number,
): Promise<() => void> {
  const threads: Thread[] = [];
  const end = () => threads.forEach((thread) => thread.terminate());
  const places = { failed: HEADER + FAILED, generation: HEADER + GENERATION };
  try {
    await Promise.all(
      Array.from({ length: count - 1 }, (_, index) => {
        return new Promise<void>((ready, failed) => {
          const thread = startThread(ready, (reason) => {
            failed(new Failure('internal', `A thread of the reader could not start: ${reason}`));
          });
          threads.push(thread);
          thread.postMessage({ module, memory, thread: index + 1, ...places });
        });
      }),
    );
    return end;
  } catch (error) {
    end();
    throw error;
  }
}

function startThread(ready: () => void, failed: (reason: string) => void): Thread {
  // Vite looks for `new Worker(new URL(…))` to bundle the file.
  if (import.meta.env.SSR) {
    const { Worker } = nodeModule('node:worker_threads');
    const thread = new Worker(new URL('./compute-thread.mjs', import.meta.url));
    thread.unref();
    thread.on('message', ready);
    thread.on('error', (error) => failed(String(error)));
    return thread;
  }
  const thread = new Worker(new URL('./compute-thread.mjs', import.meta.url), { type: 'module' });
  thread.onmessage = () => ready();
  thread.onerror = (event) => failed(event.message || 'its program cannot be loaded');
  return thread;
}
