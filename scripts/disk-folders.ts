import { openAsBlob } from 'node:fs';
import { appendFile, mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CorpusFolder, CorpusFolders } from '../workers/library/corpus-folder';

/** Corpora in a folder of the disk, for scripts: what the origin private file system is to the page. */
export function diskFolders(root: string): CorpusFolders {
  const exists = (path: string) =>
    stat(path).then(
      () => true,
      () => false,
    );
  return {
    async names() {
      if (!(await exists(root))) return [];
      const entries = await readdir(root, { withFileTypes: true });
      return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
    },
    async open(name) {
      await mkdir(join(root, name), { recursive: true });
      return diskFolder(join(root, name));
    },
    async find(name) {
      return (await exists(join(root, name))) ? diskFolder(join(root, name)) : undefined;
    },
    remove: (name) => rm(join(root, name), { recursive: true, force: true }),
  };
}

function diskFolder(folder: string): CorpusFolder {
  const at = (name: string) => join(folder, name);
  const write = (name: string, bytes: Uint8Array) => writeFile(at(name), bytes, { flush: true });
  return {
    write,
    append: (name, bytes) => appendFile(at(name), bytes, { flush: true }),
    async replace(name, bytes) {
      await write(`${name}.part`, bytes);
      await rename(at(`${name}.part`), at(name));
    },
    read: (name) => openAsBlob(at(name)).catch(() => undefined),
    remove: (name) => rm(at(name), { force: true }),
  };
}
