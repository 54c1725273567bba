import { createHash } from 'node:crypto';
import { beforeEach, expect, it, vi } from 'vitest';
import { MemoryDirectory } from '../../tests/memory-directory';
import { MemoryLocks } from '../../tests/memory-locks';
import { pickedCheckpoint } from '../../tests/picked';
import type { KeepOptions } from '../contract';
import { FileStore } from '../model-files/file-store';
import { createCheckpoints } from './create-checkpoints';
import { KeptModels } from './kept-models';

const template = { opening: '', passage: '{text}', closing: '{question}', stops: [] };
const options: KeepOptions = { title: 'Tiny', precision: 'u8', template, trainedTokens: 2048 };
const ignore = () => undefined;
const files = pickedCheckpoint('hf-f32');
const named = (code: string) => expect.objectContaining({ name: code }) as Error;

let own: MemoryDirectory;
let downloads: MemoryDirectory;
const tab = () =>
  createCheckpoints(
    async () => new KeptModels(own.handle),
    async () => new FileStore(downloads.handle),
  );

beforeEach(() => {
  own = new MemoryDirectory();
  downloads = new MemoryDirectory();
  vi.unstubAllGlobals();
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
    locks: new MemoryLocks(),
  });
});

it('two tabs keep models one after the other; a third that looks removes nothing of theirs', async () => {
  const [one, two, three] = [tab(), tab(), tab()];
  let writing: string | undefined;
  const told = (name: string) => () => {
    expect(writing ?? name).toBe(name); // never both in turns
    writing = name;
    void three.list();
  };
  await Promise.all([
    one.keep(files, { ...options, title: 'One' }, told('One')).then(() => (writing = undefined)),
    two.keep(files, { ...options, title: 'Two' }, told('Two')).then(() => (writing = undefined)),
  ]);
  const titles = (await three.list()).map(({ manifest }) => manifest.title);
  expect(titles.sort()).toEqual(['One', 'Two']);
});

it('a tab that waits for another can be cancelled', async () => {
  const [one, two] = [tab(), tab()];
  const first = one.keep(files, options, ignore);
  const second = two.keep(files, options, ignore);
  await new Promise((resolve) => setTimeout(resolve, 20));
  await two.cancel();
  await expect(second).rejects.toThrow(named('cancelled'));
  await first;
  expect(await two.list()).toHaveLength(1);
});

it('two tabs fetch the same model: every byte is asked for once', async () => {
  const bytes = new TextEncoder().encode('{"model_type":"mamba"}');
  let asked = 0;
  vi.stubGlobal('fetch', async () => {
    asked++;
    await new Promise((resolve) => setTimeout(resolve, 5));
    return new Response(bytes);
  });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const pinned = {
    root: 'https://models.example/',
    manifest: {
      id: 'tiny',
      kind: 'mamba' as const,
      title: 'tiny',
      licence: 'MIT',
      files: [{ path: 'config.json', bytes: bytes.length, sha256 }],
    },
  };
  await Promise.all([tab().fetch(pinned, ignore), tab().fetch(pinned, ignore)]);
  expect(asked).toBe(1);
  expect(await tab().fetched([pinned])).toMatchObject([{ complete: true }]);
});

it('a stick that is pulled out while it is read is named, and nothing is kept', async () => {
  const gone = files.map((one) =>
    one.path.endsWith('.safetensors') ? { ...one, file: pulledAfter(one.file, 4) } : one,
  );
  await expect(tab().keep(gone, options, ignore)).rejects.toThrow(named('unreadable-source'));
  expect(own.folders.size).toBe(0);
});

function pulledAfter(file: Blob, reads: number): Blob {
  const blob = {
    size: file.size,
    slice: (from: number, to: number) => ({
      arrayBuffer: async () => {
        if (reads-- <= 0) throw new DOMException('gone', 'NotReadableError');
        return file.slice(from, to).arrayBuffer();
      },
    }),
  };
  return blob as Blob;
}
