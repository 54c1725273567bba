import { once } from 'node:events';
import { ReadableStream as NodeStream } from 'node:stream/web';
import { createGunzip, createInflate, createInflateRaw } from 'node:zlib';

const MAKERS = { gzip: createGunzip, deflate: createInflate, 'deflate-raw': createInflateRaw };

/**
 * Node 20's own unpacks ahead of its reader, by up to 16,384 pieces of output: of an archive that is read slowly, gigabytes. This
 * one waits for its reader, as the standard says.
 */
export class BoundedDecompressionStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;

  constructor(format: keyof typeof MAKERS) {
    const unpacker = MAKERS[format]();
    this.readable = NodeStream.from<Uint8Array>(unpacker) as ReadableStream<Uint8Array>;
    this.writable = new WritableStream({
      async write(bytes) {
        if (!unpacker.write(bytes)) await once(unpacker, 'drain');
      },
      close: () => void unpacker.end(),
      abort: (reason) => void unpacker.destroy(reason instanceof Error ? reason : undefined),
    });
  }
}

/** For everything that is loaded from now on. */
export function useBoundedDecompression(): void {
  Object.assign(globalThis, { DecompressionStream: BoundedDecompressionStream });
}
