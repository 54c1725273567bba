import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { ReadableStream as WebStream } from 'node:stream/web';
import { createGzip, gzipSync } from 'node:zlib';
import { BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js';
import { packTar } from 'modern-tar';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBoundedDecompression } from '../../../scripts/bounded-decompression';
import { triviaQaArchive } from '../../../tests/triviaqa-archive';
import { decodeText } from './decode-text';
import { walkSources } from './walk-sources';

beforeAll(useBoundedDecompression); // Node's own does not wait for its reader
const none = () => undefined;
const all = () => true;

async function zip(files: Record<string, string | Uint8Array>): Promise<Blob> {
  const writer = new ZipWriter(new BlobWriter(), { useWebWorkers: false });
  for (const [path, content] of Object.entries(files)) {
    const reader =
      typeof content === 'string' ? new TextReader(content) : new Uint8ArrayReader(content);
    await writer.add(path, reader);
  }
  return writer.close();
}
const tar = (files: Record<string, string>) =>
  packTar(
    Object.entries(files).map(([name, body]) => ({
      header: { name, size: new TextEncoder().encode(body).length, type: 'file' },
      body,
    })),
  );

async function textsOf(path: string, file: Blob, wanted: (path: string) => boolean = all) {
  const found: Record<string, string> = {};
  for await (const source of walkSources([{ path, file }], wanted, none)) {
    let text = '';
    for await (const piece of (await decodeText(source.open(), source.path)).text) text += piece;
    found[source.path] = text;
  }
  return found;
}
const named = (code: string, words: string) =>
  expect.objectContaining({
    name: code,
    message: expect.stringContaining(words) as string,
  }) as Error;

describe('walkSources', () => {
  const files = { 'a/one.txt': 'one', 'a/zwei.txt': 'zweimal ß', '.hidden/x.txt': 'x' };
  const expected = { 'a/one.txt': 'one', 'a/zwei.txt': 'zweimal ß' };

  it('reads plain files, zip, tar and tar.gz the same, hidden files passed over', async () => {
    expect(await textsOf('some.zip', await zip(files))).toEqual(expected);
    const packed = await tar(files);
    expect(await textsOf('some.tar', new Blob([packed]))).toEqual(expected);
    expect(await textsOf('some.tar.gz', new Blob([gzipSync(packed)]))).toEqual(expected);
    expect(await textsOf('one.txt', new Blob(['one']))).toEqual({ 'one.txt': 'one' });
  });

  it('reads an archive no further than its files are asked for', async () => {
    // 900 MB of text, if anybody wanted it.
    let made = 0;
    const page = () => randomBytes(15_000).toString('hex');
    const stream = () =>
      WebStream.from(
        Readable.fromWeb(
          triviaQaArchive(30_000, (number) => `${(made = number)} ${page()}`, 1) as WebStream,
        ).pipe(createGzip({ level: 1 })),
      );
    const file = { size: 1e9, stream } as unknown as Blob;
    let taken = 0;
    let furthest = 0;
    for await (const source of walkSources([{ path: 'qa.tar.gz', file }], all, none)) {
      const { text } = await decodeText(source.open(), source.path);
      for await (const piece of text) expect(piece.length).toBeLessThan(1e6);
      await new Promise((resolve) => setTimeout(resolve, 2)); // whoever embeds it takes longer
      furthest = Math.max(furthest, made - taken);
      if (++taken === 200) break;
    }
    expect(furthest * 30_000).toBeLessThan(20e6);
  }, 60_000);

  it('does not unpack what is not wanted', async () => {
    const one = (path: string) => path.endsWith('one.txt');
    for (const [path, file] of [
      ['some.zip', await zip(files)],
      ['some.tgz', new Blob([gzipSync(await tar(files))])],
    ] as const) {
      expect(await textsOf(path, file, one)).toEqual({ 'a/one.txt': 'one' });
    }
  });

  it.each(['../../etc/passwd', '/etc/passwd', 'C:/windows/x.txt', 'a\\..\\..\\x.txt'])(
    'refuses an archive with the path %s',
    async (path) => {
      const archive = new Blob([await tar({ [path]: 'x' })]);
      await expect(textsOf('evil.tar', archive)).rejects.toThrow(
        named('unreadable-source', 'leads out'),
      );
    },
  );

  it('refuses a zip with paths that lead out of it', async () => {
    await expect(textsOf('evil.zip', await zip({ '../evil.txt': 'x' }))).rejects.toThrow(
      named('unreadable-source', 'evil'),
    );
  });

  it('stops unpacking a bomb, zip or gzip, long before its end', async () => {
    const zeros = new Uint8Array(40e6).fill(32);
    await expect(textsOf('bomb.zip', await zip({ 'a.txt': zeros }))).rejects.toThrow(
      named('source-too-large', 'unpacks to more than 200 times'),
    );
    const packed = await packTar([
      { header: { name: 'a.txt', size: zeros.length, type: 'file' }, body: zeros },
    ]);
    await expect(textsOf('bomb.tgz', new Blob([gzipSync(packed)]))).rejects.toThrow(
      named('source-too-large', 'unpacks to more than 200 times'),
    );
  }, 60_000);

  it.each(['not.zip', 'not.tar', 'not.tar.gz'])('names %s if it is no archive', async (path) => {
    const file = new Blob(['These are not the bytes of an archive. '.repeat(40)]);
    await expect(textsOf(path, file)).rejects.toThrow(named('unreadable-source', path));
  });

  it('names an archive that ends in the middle', async () => {
    const whole = gzipSync(await tar({ 'a.txt': 'words '.repeat(50_000) }));
    const cut = new Blob([whole.subarray(0, whole.length / 2)]);
    await expect(textsOf('cut.tar.gz', cut)).rejects.toThrow(
      named('unreadable-source', 'cannot be read'),
    );
  });
});
