import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { MemoryDirectory } from '../../tests/memory-directory';
import { pickedCheckpoint } from '../../tests/picked';
import { pinnedModel } from '../../tests/pinned-model';
import type { KeepOptions, PinnedModel } from '../contract';
import { downloadFile } from '../model-files/download-file';
import { FileStore } from '../model-files/file-store';
import { createCheckpoints } from './create-checkpoints';
import { KeptModels } from './kept-models';

const ID = 'tiny/resolve/0123456789abcdef';
const template = { opening: '', passage: '{text}', closing: '{question}', stops: [] };
const options: KeepOptions = { title: 'Tiny', precision: 'u8', template, trainedTokens: 2048 };
const ignore = () => undefined;
const named = (code: string) => expect.objectContaining({ name: code }) as Error;

/** A server of another origin whose manners each test chooses. */
let serve: (bytes: Uint8Array, response: ServerResponse, from: number) => void;
let asked: string[];
let server: Server;
let model: PinnedModel;
let contents: Map<string, Uint8Array<ArrayBuffer>>;
let kept: MemoryDirectory;
let downloads: MemoryDirectory;
const checkpoints = () =>
  createCheckpoints(
    async () => new KeptModels(kept.handle),
    async () => new FileStore(downloads.handle),
  );
const wellMannered: typeof serve = (bytes, response, from) => {
  const range = { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` };
  response.writeHead(from > 0 ? 206 : 200, from > 0 ? range : {}).end(bytes.subarray(from));
};
const cutAfter =
  (count: number): typeof serve =>
  (bytes, response, from) => {
    const end = Math.min(bytes.length, from + count);
    if (end === bytes.length) return wellMannered(bytes, response, from);
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': bytes.length - from });
    response.write(bytes.subarray(from, end), () => setTimeout(() => response.destroy(), 5));
  };

beforeEach(async () => {
  kept = new MemoryDirectory();
  downloads = new MemoryDirectory();
  asked = [];
  serve = wellMannered;
  contents = new Map();
  for (const { path, file } of pickedCheckpoint('hf-f16-sharded')) {
    contents.set(path.replace('hf-f16-sharded/', ''), new Uint8Array(await file.arrayBuffer()));
  }
  server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.range ?? ''}`.trim());
    const bytes = contents.get(request.url?.slice(`/${ID}/`.length) ?? '');
    const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (bytes) serve(bytes, response, from);
    else response.writeHead(404).end();
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  model = pinnedModel(`http://127.0.0.1:${port}/`, ID, contents);
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota: 1e9 }) },
    locks: { request: async (_: string, __: unknown, work: (lock: object) => unknown) => work({}) },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  server.close();
});

it('fetches, looks, keeps, and frees the fetched files', async () => {
  const one = checkpoints();
  await one.fetch(model, ignore);
  expect(await one.fetched([model])).toMatchObject([{ complete: true }]);
  expect(await one.inspect(model)).toMatchObject({ kind: 'mamba', title: 'tiny' });
  await one.keep(model, options, ignore);
  expect(downloads.files.size).toBe(0);
  expect(await one.list()).toHaveLength(1);
});

it('asks nobody before a person does', async () => {
  await checkpoints().fetched([model]);
  await checkpoints().list();
  await expect(checkpoints().inspect(model)).rejects.toThrow(named('files-missing'));
  expect(asked).toEqual([]);
});

it('20 connections cut at random places lose nothing that arrived', async () => {
  const one = checkpoints();
  let seed = 7;
  /** 0 to 1, the same each time. */
  const random = () => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let cuts = 0;
  let before = 0;
  while (cuts < 20) {
    serve = cutAfter(500 + Math.floor(random() * 3000));
    const result = await one.fetch(model, ignore).then(
      () => 'whole',
      (error: Error) => error.name,
    );
    const [status] = await one.fetched([model]);
    expect(status?.storedBytes).toBeGreaterThanOrEqual(before);
    before = status?.storedBytes ?? 0;
    if (result === 'whole') {
      await one.discard(model);
      before = 0;
    } else {
      expect(result).toBe('download-failed');
      cuts++;
    }
  }
  serve = wellMannered;
  await one.fetch(model, ignore);
  const fetched = await one.keep(model, options, ignore);
  const fromDisk = await one.keep(pickedCheckpoint('hf-f16-sharded'), options, ignore);
  expect(fetched.manifest.files).toEqual(fromDisk.manifest.files);
}, 60_000);

it.each<[string, typeof serve]>([
  ['ignores ranges', (bytes, response) => response.writeHead(200).end(bytes)],
  [
    'sends another piece than it was asked for',
    (bytes, response, from) =>
      from > 0
        ? response
            .writeHead(206, { 'content-range': `bytes 0-${bytes.length - 1}/${bytes.length}` })
            .end(bytes)
        : response.writeHead(200).end(bytes),
  ],
  [
    'refuses ranges',
    (bytes, response, from) =>
      from > 0 ? response.writeHead(416).end() : response.writeHead(200).end(bytes),
  ],
])('goes on after a cut where a server %s', async (_, manners) => {
  const one = checkpoints();
  serve = cutAfter(2000);
  await expect(one.fetch(model, ignore)).rejects.toThrow(named('download-failed'));
  serve = manners;
  await one.fetch(model, ignore);
  expect(await one.inspect(model)).toMatchObject({ kind: 'mamba' });
});

it.each<[string, typeof serve, string]>([
  [
    'other bytes',
    (bytes, response, from) =>
      wellMannered(
        bytes.map((byte) => byte ^ 1),
        response,
        from,
      ),
    'hash-mismatch',
  ],
  ['404', (_, response) => response.writeHead(404).end('<html>'), 'download-failed'],
  ['an error', (_, response) => response.writeHead(503).end(), 'download-failed'],
  [
    'a page in place of the file',
    (_, response) => response.writeHead(200).end('<html>Sign in</html>'),
    'download-failed',
  ],
])('says so where a server sends %s; nothing of it can be kept', async (_, manners, code) => {
  const one = checkpoints();
  serve = manners;
  await expect(one.fetch(model, ignore)).rejects.toThrow(named(code));
  await expect(one.keep(model, options, ignore)).rejects.toThrow(named('files-missing'));
});

it('gives up a server that has gone quiet; what arrived stays', async () => {
  const [pinned] = model.manifest.files.filter(({ bytes }) => bytes > 5000);
  if (!pinned) throw new Error('No file is large enough.');
  serve = (bytes, response) => {
    response.writeHead(200);
    response.write(bytes.subarray(0, 4000)); // and nothing more
  };
  const store = new FileStore(downloads.handle);
  const url = new URL(`${ID}/${pinned.path}`, model.root);
  const { signal } = new AbortController();
  await expect(downloadFile(url, pinned, store, ignore, signal, 200)).rejects.toThrow(
    /nothing came for 0.2 s/,
  );
  expect(await store.partBytes(pinned.sha256)).toBe(4000);
});

it('a slow server is waited for while it sends, and can be cancelled', async () => {
  const one = checkpoints();
  serve = (bytes, response) => {
    response.writeHead(200);
    let at = 0;
    const timer = setInterval(() => {
      response.write(bytes.subarray(at, (at += 100)));
      if (at >= bytes.length) response.end();
    }, 5);
    response.on('close', () => clearInterval(timer));
  };
  const ended = one.fetch(model, ({ doneBytes }) => {
    if (doneBytes > 1000) void one.cancel();
  });
  await expect(ended).rejects.toThrow(named('cancelled'));
  expect((await one.fetched([model]))[0]?.storedBytes).toBeGreaterThan(1000);
});
