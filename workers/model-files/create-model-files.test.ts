import { createHash } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryDirectory } from '../../tests/memory-directory';
import type { BundleManifest, DownloadProgress } from '../contract';
import { createModelFiles } from './create-model-files';
import { FileStore } from './file-store';
import { openBundle } from './open-bundle';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const weights = new Uint8Array(300_000).map((_, index) => (index * 31) % 251);
const tokenizer = new TextEncoder().encode('{"model":{}}');

function manifest(id: string, files: Record<string, Uint8Array>): BundleManifest {
  return {
    id,
    kind: 'mamba',
    title: id,
    licence: 'MIT',
    files: Object.entries(files).map(([path, bytes]) => ({
      path,
      bytes: bytes.length,
      sha256: sha256(bytes),
    })),
  };
}
const bundle = manifest('models/one', { 'model.bin': weights, 'tokenizer.json': tokenizer });

/** A server whose manners each test chooses; it keeps every request's Range. */
let serve: (path: string, response: ServerResponse, from: number) => void;
let asked: { path: string; range: string | undefined }[];
let server: Server;
let root: URL;
let folder: MemoryDirectory;
const store = async () => new FileStore(folder.handle);
const files = () => createModelFiles(store, root);
const contents: Record<string, Uint8Array> = {
  '/app/models/one/model.bin': weights,
  '/app/models/one/tokenizer.json': tokenizer,
  '/app/models/two/tokenizer.json': tokenizer,
};
const wellMannered: typeof serve = (path, response, from) => {
  const bytes = contents[path];
  if (!bytes) return response.writeHead(404).end();
  response.writeHead(from > 0 ? 206 : 200).end(bytes.subarray(from));
};

beforeEach(async () => {
  folder = new MemoryDirectory();
  asked = [];
  serve = wellMannered;
  server = createServer((request, response) => {
    const path = request.url ?? '';
    const { range } = request.headers;
    asked.push({ path, range });
    serve(path, response, Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  root = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/app/`);
  const quota = { usage: 0, quota: 1e9 };
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => quota, persisted: async () => true },
    locks: { request: async (_: string, __: unknown, work: () => Promise<void>) => work() },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  server.close();
});

const named = (code: string) => expect.objectContaining({ name: code }) as Error;

describe('download', () => {
  it('stores what the manifest names, with progress that ends at the total', async () => {
    const progress: DownloadProgress[] = [];
    await files().download([bundle], (one) => progress.push(one));
    expect(await (await openBundle(bundle, store)).read('model.bin')).toEqual(weights);
    expect(await files().status([bundle])).toMatchObject([
      { complete: true, storedBytes: weights.length + tokenizer.length },
    ]);
    const done = progress.map(({ doneBytes }) => doneBytes);
    expect(done).toEqual([...done].sort((a, b) => a - b));
    expect(progress.at(-1)).toMatchObject({ doneBytes: weights.length + tokenizer.length });
  });

  it('asks for nothing that is there, and stores a file of two bundles once', async () => {
    await files().download([bundle], () => undefined);
    await files().download(
      [bundle, manifest('models/two', { 'tokenizer.json': tokenizer })],
      () => undefined,
    );
    expect(asked.map(({ path }) => path)).toEqual([
      '/app/models/one/model.bin',
      '/app/models/one/tokenizer.json',
    ]);
  });

  const breakOff: typeof serve = (_, response) => {
    response.writeHead(200, { 'content-length': weights.length });
    response.write(weights.subarray(0, 100_000), () => setTimeout(() => response.destroy(), 50));
  };

  it('keeps what arrived when the connection ends, and goes on from there', async () => {
    serve = breakOff;
    await expect(files().download([bundle], () => undefined)).rejects.toThrow(
      named('download-failed'),
    );
    expect((await files().status([bundle]))[0]).toMatchObject({
      complete: false,
      storedBytes: 100_000,
      missing: {
        [sha256(weights)]: weights.length - 100_000,
        [sha256(tokenizer)]: tokenizer.length,
      },
    });
    serve = wellMannered;
    await files().download([bundle], () => undefined);
    expect(asked[1]).toEqual({ path: '/app/models/one/model.bin', range: 'bytes=100000-' });
    expect(await (await openBundle(bundle, store)).read('model.bin')).toEqual(weights);
  });

  it('starts again where a server ignores ranges', async () => {
    serve = breakOff;
    await files()
      .download([bundle], () => undefined)
      .catch(() => undefined);
    serve = (path, response) => response.writeHead(200).end(contents[path]);
    await files().download([bundle], () => undefined);
    expect(await (await openBundle(bundle, store)).read('model.bin')).toEqual(weights);
  });

  it.each([
    ['other bytes of the same length', weights.map((byte) => byte ^ 1)],
    ['a longer file', new Uint8Array(weights.length * 2)],
  ])('refuses %s, keeps nothing of it, and fetches it again', async (_, wrong) => {
    serve = (__, response) => response.writeHead(200).end(wrong);
    await expect(files().download([bundle], () => undefined)).rejects.toThrow(
      named('hash-mismatch'),
    );
    expect(folder.files.size).toBe(0);
    serve = wellMannered;
    await files().download([bundle], () => undefined);
    expect((await files().status([bundle]))[0]?.complete).toBe(true);
  });

  it('says when the server has no such file', async () => {
    serve = (_, response) => response.writeHead(404).end('<html>');
    await expect(files().download([bundle], () => undefined)).rejects.toThrow(/404/);
  });

  it('can be cancelled; what has arrived stays', async () => {
    const one = files();
    serve = (_, response) => {
      response.writeHead(200);
      response.write(weights.subarray(0, 50_000)); // and never ends
    };
    const ended = one.download([bundle], () => void one.cancel());
    await expect(ended).rejects.toThrow(named('cancelled'));
    expect((await one.status([bundle]))[0]?.storedBytes).toBe(50_000);
  });

  it('says before it begins that there is no room', async () => {
    vi.spyOn(navigator.storage, 'estimate').mockResolvedValue({ usage: 0, quota: 1000 });
    await expect(files().download([bundle], () => undefined)).rejects.toThrow(
      named('quota-exceeded'),
    );
    expect(asked).toEqual([]);
  });

  it.each(['throws', 'writes less'] as const)('names a quota that runs out: %s', async (how) => {
    folder.room = 150_000;
    folder.whenFull = how;
    await expect(files().download([bundle], () => undefined)).rejects.toThrow(
      named('quota-exceeded'),
    );
  });

  it('names a disk so full that no file is opened', async () => {
    folder.room = 0;
    folder.whenFull = 'opens no file';
    await expect(files().download([bundle], () => undefined)).rejects.toThrow(
      named('quota-exceeded'),
    );
  });
});

describe('what is stored', () => {
  it('is removed when it was damaged, by reading or by the check', async () => {
    const [pinned] = bundle.files;
    const hash = pinned?.sha256 ?? '';
    for (const read of [
      async () => (await openBundle(bundle, store)).read('model.bin'),
      async () => files().verify([bundle]),
    ]) {
      await files().download([bundle], () => undefined);
      folder.files.set(
        hash,
        weights.map((byte) => byte ^ 1),
      );
      await read().catch((error: unknown) => expect(error).toEqual(named('hash-mismatch')));
      expect((await files().status([bundle]))[0]?.complete).toBe(false);
    }
  });

  it('is missing until it is fetched', async () => {
    await expect((await openBundle(bundle, store)).read('model.bin')).rejects.toThrow(
      named('files-missing'),
    );
    await expect((await openBundle(bundle, store)).read('other')).rejects.toThrow(
      named('unusable-file'),
    );
  });

  it('is pruned when no manifest names it', async () => {
    await files().download([bundle], () => undefined);
    const keep = manifest('models/two', { 'tokenizer.json': tokenizer });
    expect(await files().prune([keep])).toEqual({ freedBytes: weights.length });
    expect([...folder.files.keys()]).toEqual([sha256(tokenizer)]);
  });
});
