import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryFolders } from '../../tests/memory-folders';
import { MemoryLocks } from '../../tests/memory-locks';
import { pickedCheckpoint } from '../../tests/picked';
import { pinnedModel } from '../../tests/pinned-model';
import type { KeepOptions, KeptModel } from '../contract';
import { FileStore } from '../model-files/file-store';
import { openBundle } from '../model-files/open-bundle';
import { createCheckpoints } from './create-checkpoints';
import { KeptModels } from './kept-models';

const template = { opening: '', passage: '{text}', closing: '{question}', stops: [] };
const options: KeepOptions = { title: 'Tiny', precision: 'u8', template, trainedTokens: 2048 };
const ignore = () => undefined;
const files = pickedCheckpoint('hf-f16-sharded');

let disk: MemoryFolders;
const folder = async (name: string) =>
  (await disk.getDirectoryHandle(name, { create: true })) as FileSystemDirectoryHandle;
/** What a tab has after it was loaded. */
const tab = () =>
  createCheckpoints(
    async () => new KeptModels(await folder('own-models')),
    async () => new FileStore(await folder('downloads')),
  );

beforeEach(() => {
  disk = new MemoryFolders();
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
    locks: new MemoryLocks(),
  });
});

/** Every file of a model as it was written. */
async function expectWhole({ manifest }: KeptModel): Promise<void> {
  const store = await new KeptModels(await folder('own-models')).store(manifest.id);
  const bundle = await openBundle(manifest, async () => store);
  for (const { path, bytes } of manifest.files) {
    expect((await bundle.read(path)).length).toBe(bytes);
  }
}

/** Work killed at its first, second, … change of the disk, until it comes through; `look` after each reload. */
async function killEverywhere(
  work: () => Promise<unknown>,
  look: (done: boolean) => Promise<void>,
): Promise<number> {
  for (let changes = 0; ; changes++) {
    disk.killAfter = changes;
    const done = await work().then(
      () => !disk.dead,
      () => false,
    );
    disk.revive();
    vi.stubGlobal('navigator', { ...navigator, locks: new MemoryLocks() });
    await look(done);
    if (done) return changes;
    if (changes > 500) throw new Error('It never comes through.');
  }
}

describe('a kill at every single change of the disk', () => {
  it('while a model is kept leaves what was kept before, and nothing half', async () => {
    const before = await tab().keep(files, options, ignore);
    const kills = await killEverywhere(
      () => tab().keep(files, options, ignore),
      async (done) => {
        const list = await tab().list();
        expect(list.map(({ manifest }) => manifest.id)).toContain(before.manifest.id);
        expect(list).toHaveLength(done ? 2 : 1);
        for (const model of list) await expectWhole(model);
        const models = disk.folders.get('own-models');
        expect(models?.folders.size).toBe(list.length);
      },
    );
    expect(kills).toBeGreaterThan(20);
  }, 300_000);

  it('while a prompt is changed leaves the old one or the new one', async () => {
    const { manifest } = await tab().keep(files, options, ignore);
    const other = { ...template, closing: 'Q: {question}' };
    await killEverywhere(
      () => tab().change(manifest.id, { title: 'Other', template: other }),
      async (done) => {
        const [model] = await tab().list();
        if (!model) throw new Error('The model is gone.');
        expect(model.template?.closing).toBe(done ? 'Q: {question}' : '{question}');
        expect(model.manifest.title).toBe(done ? 'Other' : 'Tiny');
        await expectWhole(model);
      },
    );
  }, 300_000);

  it('while a model is removed leaves it whole or gone', async () => {
    const { manifest } = await tab().keep(files, options, ignore);
    await killEverywhere(
      () => tab().remove(manifest.id),
      async (done) => {
        const list = await tab().list();
        for (const model of list) await expectWhole(model);
        if (done) expect(disk.folders.get('own-models')?.folders.size).toBe(0);
      },
    );
  }, 300_000);

  it('while a model is fetched loses no file that was finished, and what arrived is not asked for again', async () => {
    const contents = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const { path, file } of files) {
      contents.set(path.slice('hf-f16-sharded/'.length), new Uint8Array(await file.arrayBuffer()));
    }
    let sentBytes = 0;
    vi.stubGlobal('fetch', async (url: URL, { headers }: { headers: Record<string, string> }) => {
      const bytes = contents.get(url.pathname.slice('/tiny/'.length));
      if (!bytes) return new Response(null, { status: 404 });
      const from = Number(/bytes=(\d+)-/.exec(headers.Range ?? '')?.[1] ?? 0);
      const rest = bytes.slice(from);
      sentBytes += rest.length;
      // A few thousand bytes at a time, as from a network.
      const pieces = Array.from({ length: Math.ceil(rest.length / 4000) }, (_, at) =>
        rest.slice(4000 * at, 4000 * (at + 1)),
      );
      const body = new ReadableStream<Uint8Array>({
        pull(controller) {
          const piece = pieces.shift();
          if (piece) controller.enqueue(piece);
          else controller.close();
        },
      });
      const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
      return new Response(body, { status: from > 0 ? 206 : 200, headers: range });
    });
    const pinned = pinnedModel('https://models.example/', 'tiny', contents);
    let storedBytes = 0;
    const kills = await killEverywhere(
      () => tab().fetch(pinned, ignore),
      async (done) => {
        const [status] = await tab().fetched([pinned]);
        expect(status?.storedBytes).toBeGreaterThanOrEqual(storedBytes);
        storedBytes = status?.storedBytes ?? 0;
        expect(status?.complete).toBe(done);
      },
    );
    expect(kills).toBeGreaterThan(5);
    // Each kill costs at most what the piece in hand, and what the stream held ready, have in them.
    const totalBytes = pinned.manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(sentBytes).toBeGreaterThanOrEqual(totalBytes);
    const fetched = await tab().keep(pinned, options, ignore);
    const fromDisk = await tab().keep(files, options, ignore);
    expect(fetched.manifest.files).toEqual(fromDisk.manifest.files);
    expect(disk.folders.get('downloads')?.files.files.size).toBe(0);
    vi.unstubAllGlobals();
  }, 300_000);
});
