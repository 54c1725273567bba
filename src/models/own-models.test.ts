import { beforeEach, expect, it, vi } from 'vitest';
import type { Checkpoints, KeepProgress } from '../../workers/contract';
import { OwnModels } from './own-models.svelte';

const options = { title: 'Tiny', precision: 'u8' as const, template: null, trainedTokens: null };
/** A worker that looks and keeps for ever, until it is ended. */
class EndlessWorker {
  stopped = false;
  told: string[] = [];
  onProgress: (progress: KeepProgress) => void = () => undefined;
  #end: (reason: Error) => void = () => undefined;
  readonly #ended = new Promise<never>((_, reject) => (this.#end = reject));

  constructor(readonly looks: boolean) {
    this.#ended.catch(() => undefined);
  }
  inspect = () => (this.looks ? Promise.resolve({ title: 'tiny' }) : this.#ended);
  keep = (_: unknown, __: unknown, onProgress: (progress: KeepProgress) => void) => {
    this.onProgress = onProgress;
    return this.#ended;
  };
  fetch = () =>
    Promise.reject(Object.assign(new Error('the server says 404'), { name: 'download-failed' }));
  list = async () => [];
  cancel = async () => {
    this.told.push('cancel');
    this.#end(Object.assign(new Error('cancelled'), { name: 'cancelled' }));
  };
  stop() {
    this.stopped = true;
    this.#end(Object.assign(new Error('stopped'), { name: 'cancelled' }));
  }
}

let workers: EndlessWorker[];
let looks: boolean;
vi.mock('../bridge/connect-checkpoints', () => ({
  connectCheckpoints: () => {
    const worker = new EndlessWorker(looks);
    workers.push(worker);
    return worker as unknown as Checkpoints & { stop(): void };
  },
}));

beforeEach(() => {
  workers = [];
  looks = false;
  vi.stubGlobal('navigator', {});
});

it('a look that never ends is ended with its worker; the next has another', async () => {
  const own = new OwnModels();
  const looking = own.pick([]);
  expect(own.busy).toBe('looking');
  own.cancel();
  await looking;
  expect(own).toMatchObject({ busy: undefined, failure: undefined, picked: undefined });
  expect(workers[0]?.stopped).toBe(true);
  looks = true;
  await own.pick([]);
  expect(own.picked?.report).toEqual({ title: 'tiny' });
  expect(workers).toHaveLength(2);
});

it('reading is asked to end; a check, which cannot hear, is ended with its worker', async () => {
  looks = true;
  const own = new OwnModels();
  const read = { doneBytes: 1, totalBytes: 2, name: 'a' };
  for (const phase of ['reading', 'checking'] as const) {
    await own.pick([]);
    const worker = workers.at(-1);
    const keeping = own.keep(options);
    await vi.waitFor(() => {
      worker?.onProgress({ phase, ...read });
      expect(own.progress?.phase).toBe(phase);
    });
    own.cancel();
    await keeping;
    expect(own).toMatchObject({ busy: undefined, failure: undefined, kept: [] });
    expect(worker?.told).toEqual(phase === 'reading' ? ['cancel'] : []);
    // What was picked is still there for another try.
    expect(own.picked).toBeDefined();
  }
});

it('a download that fails is said where it was asked for, until something else is done', async () => {
  looks = true;
  const own = new OwnModels();
  const manifest = { id: 'a/b', kind: 'mamba', title: 'b', licence: 'MIT', files: [] } as const;
  await own.fetch({ root: 'https://models.example/', manifest: { ...manifest, files: [] } });
  expect(own).toMatchObject({ fetching: 'a/b', busy: undefined, picked: undefined });
  expect(own.failure?.code).toBe('download-failed');
  await own.pick([]);
  expect(own).toMatchObject({ fetching: '', failure: undefined });
});
