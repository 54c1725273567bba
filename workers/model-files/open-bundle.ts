import type { BundleManifest } from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from './bundle-files';
import { FileStore } from './file-store';
import { sha256Hex } from './sha256-hex';

/**
 * The stored files of a bundle. Every read compares the SHA-256 with the manifest: a file that differs is removed, so
 * that the next download fetches it again.
 */
export async function openBundle(
  manifest: BundleManifest,
  openStore: () => Promise<FileStore> = () => FileStore.open(),
): Promise<BundleFiles> {
  const store = await openStore();
  return {
    async read(path) {
      const file = manifest.files.find((one) => one.path === path);
      if (!file) throw new Failure('unusable-file', `${manifest.id} has no file "${path}".`);
      const bytes = await store.read(file.sha256);
      if (!bytes) throw new Failure('files-missing', `${manifest.id}/${path} is not stored.`);
      if ((await sha256Hex(bytes)) !== file.sha256) {
        await store.remove(file.sha256);
        throw new Failure(
          'hash-mismatch',
          `${manifest.id}/${path} was damaged in storage and has been removed.`,
        );
      }
      return bytes;
    },
  };
}
