import type { PinnedFile } from '../contract';
import type { FileStore } from '../model-files/file-store';
import { HashedWriter } from './hashed-writer';

/** Takes the files of a model into its store and keeps their hashes for the manifest. */
export class ModelSink {
  readonly store: FileStore;
  readonly files: PinnedFile[] = [];

  constructor(store: FileStore) {
    this.store = store;
  }

  /** @param fill writes the file; what it gives is given back */
  async file<T>(path: string, fill: (writer: HashedWriter) => Promise<T>): Promise<T> {
    const part = `incoming-${this.files.length}`;
    const writer = new HashedWriter(await this.store.openPart(part));
    try {
      const result = await fill(writer);
      const pinned = writer.finish();
      await this.store.finish(pinned.sha256, part);
      this.files.push({ path, ...pinned });
      return result;
    } finally {
      writer.abandon();
    }
  }

  bytes(path: string, content: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.file(path, async (writer) => writer.write(content));
  }

  json(path: string, value: unknown): Promise<void> {
    return this.bytes(path, new TextEncoder().encode(JSON.stringify(value)));
  }

  /** A file as it is, piece by piece. */
  copy(path: string, file: Blob, onCopied: (bytes: number) => void): Promise<void> {
    const PIECE_BYTES = 1 << 22;
    return this.file(path, async (writer) => {
      for (let at = 0; at < file.size; at += PIECE_BYTES) {
        const piece = file.slice(at, at + PIECE_BYTES);
        writer.write(new Uint8Array(await piece.arrayBuffer()));
        onCopied(Math.min(file.size, at + PIECE_BYTES));
      }
    });
  }
}
