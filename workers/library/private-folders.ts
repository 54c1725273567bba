import { orDiskFull } from '../disk-full';
import { Failure } from '../failure';
import type { CorpusFolder, CorpusFolders } from './corpus-folder';

/**
 * Corpora in the origin private file system. Throws `storage-unavailable`.
 */
export async function openPrivateFolders(
  root: () => Promise<FileSystemDirectoryHandle> = () => navigator.storage.getDirectory(),
): Promise<CorpusFolders> {
  let corpora: FileSystemDirectoryHandle;
  try {
    corpora = await (await root()).getDirectoryHandle('corpora', { create: true });
  } catch (cause) {
    throw new Failure('storage-unavailable', `No file storage: ${String(cause)}.`, { cause });
  }
  return {
    async names() {
      const found: string[] = [];
      for await (const [name, handle] of corpora.entries()) {
        if (handle.kind === 'directory') found.push(name);
      }
      return found.sort();
    },
    open: (name) =>
      orDiskFull(name, async () =>
        privateFolder(await corpora.getDirectoryHandle(name, { create: true })),
      ),
    async find(name) {
      const folder = await orMissing(corpora.getDirectoryHandle(name));
      return folder && privateFolder(folder);
    },
    async remove(name) {
      await orMissing(corpora.removeEntry(name, { recursive: true }));
    },
  };
}

function privateFolder(folder: FileSystemDirectoryHandle): CorpusFolder {
  const put = (name: string, bytes: Uint8Array, keep: boolean): Promise<void> =>
    orDiskFull(name, async () => {
      // On a full disk Chromium refuses to open a file already.
      const handle = await folder.getFileHandle(name, { create: true });
      const access = await handle.createSyncAccessHandle();
      try {
        if (!keep) access.truncate(0);
        const at = keep ? access.getSize() : 0;
        // Chromium says that the disk is full by writing less, the standard by an exception.
        if (access.write(bytes as Uint8Array<ArrayBuffer>, { at }) !== bytes.length) {
          access.truncate(at);
          throw new DOMException('Less was written.', 'QuotaExceededError');
        }
        access.flush();
      } finally {
        access.close();
      }
    });

  return {
    write: (name, bytes) => put(name, bytes, false),
    append: (name, bytes) => put(name, bytes, true),
    async replace(name, bytes) {
      const part = `${name}.part`;
      await put(part, bytes, false);
      const handle = await folder.getFileHandle(part);
      // In all engines since 2023, but not yet in TypeScript's library.
      await (handle as FileSystemFileHandle & { move(name: string): Promise<void> }).move(name);
    },
    async read(name) {
      return (await orMissing(folder.getFileHandle(name)))?.getFile();
    },
    async remove(name) {
      await orMissing(folder.removeEntry(name));
    },
  };
}

async function orMissing<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError') return undefined;
    throw error;
  }
}
