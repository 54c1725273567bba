import { beforeEach, expect, it, vi } from 'vitest';
import type { Backend, GenerationReport, ReaderInfo } from '../../workers/contract';
import type { GpuReport } from '../device/inspect-device';
import { ReaderSlot } from './reader-slot.svelte';

interface FakeReader {
  backend: Backend | undefined;
  stopped: boolean;
  crash: () => void;
}
const made: FakeReader[] = [];
/** What loading on a backend throws, and what generating throws. */
let loadError: (backend: Backend) => Error | undefined;
let generateError: Error | undefined;

vi.mock('../bridge/connect-reader', () => ({
  connectReader: (_: string, onCrash: () => void) => {
    const fake: FakeReader = { backend: undefined, stopped: false, crash: onCrash };
    made.push(fake);
    return {
      load: async (__: unknown, backend: Backend) => {
        fake.backend = backend;
        const error = loadError(backend);
        if (error) throw error;
        return { backend } as ReaderInfo;
      },
      generate: async () => {
        if (generateError) throw generateError;
        return { text: 'ok' } as GenerationReport;
      },
      cancel: async () => undefined,
      dispose: async () => undefined,
      stop: () => (fake.stopped = true),
    };
  },
}));

const gpu: GpuReport = { kind: 'gpu', name: 'Test GPU' };
const failure = (name: string) => Object.assign(new Error('said so'), { name });
const ignore = () => undefined;

beforeEach(() => {
  made.length = 0;
  loadError = () => undefined;
  generateError = undefined;
});

it('passes over a GPU that computes wrongly, and says so', async () => {
  loadError = (backend) => (backend === 'webgpu' ? failure('adapter-computes-wrongly') : undefined);
  const slot = new ReaderSlot('mamba');
  await slot.ready('auto', gpu);
  expect(made.map(({ backend }) => backend)).toEqual(['webgpu', 'cpu']);
  expect(made[0]?.stopped).toBe(true);
  expect(slot.state).toMatchObject({ step: 'ready', info: { backend: 'cpu' } });
  expect(slot.passedOver).toMatchObject({ code: 'adapter-computes-wrongly' });
});

it('does not fall back where the GPU was asked for, nor for another failure', async () => {
  loadError = () => failure('adapter-computes-wrongly');
  const forced = new ReaderSlot('mamba');
  await expect(forced.ready('webgpu', gpu)).rejects.toThrow('said so');
  expect(forced.state).toMatchObject({
    step: 'failed',
    failure: { code: 'adapter-computes-wrongly' },
  });
  loadError = () => failure('files-missing');
  const missing = new ReaderSlot('mamba');
  await expect(missing.ready('auto', gpu)).rejects.toThrow('said so');
  expect(made.map(({ backend }) => backend)).toEqual(['webgpu', 'webgpu']);
});

it('loads once for many wishes, and again for another backend', async () => {
  const slot = new ReaderSlot('mamba');
  await Promise.all([slot.ready('auto', gpu), slot.ready('auto', gpu)]);
  expect(made).toHaveLength(1);
  await slot.ready('cpu', gpu);
  expect(made.map(({ backend, stopped }) => [backend, stopped])).toEqual([
    ['webgpu', true],
    ['cpu', false],
  ]);
});

it('starts another worker after a crash and after a lost device', async () => {
  const slot = new ReaderSlot('mamba');
  await slot.ready('cpu', gpu);
  made[0]?.crash();
  expect(slot.state).toMatchObject({ step: 'failed', failure: { code: 'worker-crashed' } });
  generateError = failure('device-lost');
  await expect(slot.generate('cpu', gpu, [], ignore)).rejects.toThrow('said so');
  expect(slot.state).toMatchObject({ step: 'failed', failure: { code: 'device-lost' } });
  generateError = undefined;
  expect(await slot.generate('cpu', gpu, [], ignore)).toMatchObject({ text: 'ok' });
  expect(made).toHaveLength(3);
});

it('lets another model read: the worker of the old one ends, and one without a GPU form takes the CPU', async () => {
  const slot = new ReaderSlot('mamba');
  await slot.ready('auto', gpu);
  slot.use({ ...slot.model, id: 'own/exact', title: 'Exact', cpuOnly: true });
  expect(made[0]?.stopped).toBe(true);
  expect(slot.state.step).toBe('empty');
  await slot.ready('auto', gpu);
  expect(made.map(({ backend }) => backend)).toEqual(['webgpu', 'cpu']);
  expect(slot.passedOver).toBeUndefined();
});
