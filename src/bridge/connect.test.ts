import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expose } from 'comlink';
import { expect, it } from 'vitest';
import { connect } from './connect';

interface Served {
  many(): Promise<number[]>;
  never(): Promise<void>;
}

/** What a worker is to Comlink and to `connect`: a port, an end, and word of a crash. */
function fakeWorker() {
  const { port1, port2 } = new MessageChannel();
  let onError: (event: Partial<ErrorEvent>) => void = () => undefined;
  const worker = {
    postMessage: port1.postMessage.bind(port1),
    addEventListener: (type: string, listener: (event: unknown) => void) => {
      if (type === 'error') onError = listener;
      else port1.addEventListener(type, listener as EventListener);
    },
    removeEventListener: port1.removeEventListener.bind(port1),
    terminate: () => {
      port1.close();
      port2.close();
    },
  };
  port1.start();
  const served: Served = {
    many: async () => new Array<number>(1000).fill(1),
    never: () => new Promise(() => undefined),
  };
  expose(served, port2 as unknown as Parameters<typeof expose>[1]);
  const crash = () => onError({ message: 'made to crash', preventDefault: () => undefined });
  return { worker: worker as unknown as Worker, crash };
}

it('keeps nothing of a call that is over, however long the worker lives', async () => {
  const { call, stop } = connect<Served>(fakeWorker().worker, () => undefined);
  const results: WeakRef<number[]>[] = [];
  for (let i = 0; i < 20; i++) results.push(new WeakRef(await call((remote) => remote.many())));
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  await expect
    .poll(() => {
      collect();
      return results.filter((result) => result.deref()).length;
    })
    // The last one may still be named by this loop.
    .toBeLessThanOrEqual(1);
  stop();
});

it('ends every open call, and refuses later ones, when the worker crashes or is stopped', async () => {
  const { worker, crash } = fakeWorker();
  let crashed = 0;
  const first = connect<Served>(worker, () => crashed++);
  const open = [first.call((remote) => remote.never()), first.call((remote) => remote.never())];
  crash();
  for (const one of open) await expect(one).rejects.toMatchObject({ name: 'worker-crashed' });
  await expect(first.call((remote) => remote.never())).rejects.toMatchObject({
    name: 'worker-crashed',
  });
  expect(crashed).toBe(1);

  const second = connect<Served>(fakeWorker().worker, () => undefined);
  const waiting = second.call((remote) => remote.never());
  second.stop();
  await expect(waiting).rejects.toMatchObject({ name: 'cancelled' });
});
