import { isDiskFull, orDiskFull } from '../disk-full';
import { Failure } from '../failure';

/**
 * Files by their SHA-256 in one folder of the origin private file system: a finished file is named by its hash, an
 * unfinished one `<hash>.part`. Two bundles that hold the same file (a tokenizer) store it once.
 */
export class FileStore {
  readonly #folder: FileSystemDirectoryHandle;

  constructor(folder: FileSystemDirectoryHandle) {
    this.#folder = folder;
  }

  /** The store in this folder of the origin's storage. Throws `storage-unavailable`. */
  static async open(...path: string[]): Promise<FileStore> {
    try {
      let folder = await navigator.storage.getDirectory();
      for (const name of path.length > 0 ? path : ['files']) {
        folder = await folder.getDirectoryHandle(name, { create: true });
      }
      return new FileStore(folder);
    } catch (cause) {
      if (isDiskFull(cause))
        throw new Failure('quota-exceeded', 'No room for a folder.', { cause });
      throw new Failure('storage-unavailable', `No file storage: ${String(cause)}.`, { cause });
    }
  }

  /** Length of the finished file; undefined if there is none. */
  async bytes(sha256: string): Promise<number | undefined> {
    return (await this.#file(sha256))?.size;
  }

  /** Length of the unfinished file, 0 if there is none. */
  async partBytes(sha256: string): Promise<number> {
    return (await this.#file(`${sha256}.part`))?.size ?? 0;
  }

  /** The finished file, as it lies there: the caller checks the hash. Throws `out-of-memory`. */
  async read(sha256: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const file = await this.#file(sha256);
    if (!file) return undefined;
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch (cause) {
      const megabytes = Math.ceil(file.size / 1e6);
      throw new Failure('out-of-memory', `A file of ${megabytes} MB cannot be read into memory.`, {
        cause,
      });
    }
  }

  /** The finished file without reading it, for files larger than memory. */
  file(sha256: string): Promise<File | undefined> {
    return this.#file(sha256);
  }

  /** For appending; only one holder at a time, in workers only. Throws `quota-exceeded`: on a full disk Chromium opens no file. */
  async openPart(sha256: string): Promise<FileSystemSyncAccessHandle> {
    return orDiskFull(sha256, async () => {
      const handle = await this.#folder.getFileHandle(`${sha256}.part`, { create: true });
      return handle.createSyncAccessHandle();
    });
  }

  /**
   * The unfinished file becomes the finished one; its handle must be closed.
   * @param part what it was called while its hash was not known
   */
  async finish(sha256: string, part = sha256): Promise<void> {
    const handle = await this.#folder.getFileHandle(`${part}.part`);
    // In all engines since 2023, but not yet in TypeScript's library.
    await (handle as FileSystemFileHandle & { move(name: string): Promise<void> }).move(sha256);
  }

  /** Removes file and part; missing ones are no error. */
  async remove(sha256: string): Promise<void> {
    for (const name of [sha256, `${sha256}.part`]) {
      await this.#folder.removeEntry(name).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    }
  }

  /** Hashes of all files, finished or not, with the bytes that they hold. */
  async list(): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    for await (const [name, handle] of this.#folder.entries()) {
      if (handle.kind !== 'file') continue;
      const hash = name.replace(/\.part$/, '');
      const { size } = await (handle as FileSystemFileHandle).getFile();
      found.set(hash, (found.get(hash) ?? 0) + size);
    }
    return found;
  }

  async #file(name: string): Promise<File | undefined> {
    try {
      return await (await this.#folder.getFileHandle(name)).getFile();
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }
}

const isMissing = (error: unknown) =>
  error instanceof DOMException && error.name === 'NotFoundError';
