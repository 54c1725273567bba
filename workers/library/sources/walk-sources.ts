import { BlobReader, configure, ZipReader, type FileEntry } from '@zip.js/zip.js';
import { createTarDecoder } from 'modern-tar';
import type { SourceItem } from '../../contract';
import { Failure } from '../../failure';
import { checkExpansion, readsOf } from './expansion';
import { isPassedOver, safePath } from './safe-path';

/** One file of what somebody chose, be it in an archive or not. Only valid until the next one is asked for. */
export interface SourceFile {
  path: string;
  /** Unpacked. */
  bytes: number;
  /** At most once. */
  open(): ReadableStream<Uint8Array>;
}

const MAX_FILES = 2_000_000;
/** Blobs as workers are forbidden by our Content-Security-Policy, and this is a worker already. */
configure({ useWebWorkers: false });

/**
 * Every file in the order of its path, archives (.zip, .tar, .tar.gz, .tgz) in the order of the archive and streamed: no
 * archive is ever whole in memory. Archives in archives are files like others.
 *
 * @param wanted what is not wanted is not unpacked
 * @param onRead bytes of the items that have been read since the last call
 */
export async function* walkSources(
  items: readonly SourceItem[],
  wanted: (path: string) => boolean,
  onRead: (bytes: number) => void,
): AsyncGenerator<SourceFile> {
  let files = 0;
  for (const item of [...items].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const inside = /\.zip$/i.test(item.path)
      ? zipEntries(item, onRead)
      : /\.(tar|tgz|tar\.gz)$/i.test(item.path)
        ? tarEntries(item, onRead)
        : single(item, onRead);
    for await (const file of inside) {
      if (++files > MAX_FILES) {
        throw new Failure('source-too-large', `${item.path} holds more than ${MAX_FILES} files.`);
      }
      if (!isPassedOver(file.path) && wanted(file.path)) yield file;
    }
  }
}

async function* single(item: SourceItem, onRead: (bytes: number) => void) {
  const path = safePath(item.path, item.path);
  yield { path, bytes: item.file.size, open: () => item.file.stream() };
  onRead(item.file.size);
}

async function* tarEntries(
  item: SourceItem,
  onRead: (bytes: number) => void,
): AsyncGenerator<SourceFile> {
  let packed = 0;
  const counted = item.file.stream().pipeThrough(
    readsOf((bytes) => {
      packed += bytes;
      onRead(bytes);
    }),
  );
  const plain = /\.tar$/i.test(item.path)
    ? counted
    : counted
        .pipeThrough(new DecompressionStream('gzip') as TransformStream<Uint8Array, Uint8Array>)
        .pipeThrough(checkExpansion(item.path, () => packed));
  const entries = plain.pipeThrough(createTarDecoder({ strict: true })).getReader();
  try {
    for (;;) {
      const { done, value } = await entries.read();
      if (done) return;
      const { header } = value;
      const body = value.body.getReader();
      if (header.type === 'file') {
        const path = safePath(header.name, item.path);
        yield { path, bytes: header.size, open: () => streamOf(body) };
      }
      // The next entry comes only when this one is out of the way. Read to its end, because modern-tar 0.8.6 is a step
      // ahead: cancelling a body can take the one behind it away, which then never ends.
      while (!(await body.read()).done);
    }
  } catch (cause) {
    throw unreadable(item.path, cause);
  } finally {
    // Not waited for: Node's gunzip may never say that it has ended.
    entries.cancel().catch(() => undefined);
  }
}

/** What is left when nobody wants more of it stays in the reader. */
function streamOf(reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

async function* zipEntries(
  item: SourceItem,
  onRead: (bytes: number) => void,
): AsyncGenerator<SourceFile> {
  const reader = new ZipReader(new BlobReader(item.file));
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      if (entry.directory) continue;
      const path = safePath(entry.filename, item.path);
      yield { path, bytes: entry.uncompressedSize, open: () => unzip(entry, path) };
      onRead(entry.compressedSize);
    }
  } catch (cause) {
    throw unreadable(item.path, cause);
  } finally {
    await reader.close().catch(() => undefined);
  }
}

function unzip(entry: FileEntry, path: string): ReadableStream<Uint8Array> {
  const check = checkExpansion(path, () => entry.compressedSize);
  // An error of either side reaches the reader of this stream.
  entry.getData(check.writable).catch((cause: unknown) => {
    check.writable.abort(cause).catch(() => undefined);
  });
  return check.readable;
}

function unreadable(path: string, cause: unknown): unknown {
  if (cause instanceof Failure) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Failure('unreadable-source', `The archive ${path} cannot be read: ${reason}.`, {
    cause,
  });
}
