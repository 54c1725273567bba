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
  openStore: () => Promise<FileStore> = () => openStoreOf(manifest.id),
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

/** Folder of a model of one's own: it is removed as a whole. Its manifest's id is `own/<name>`. */
export const OWN_MODELS = 'own-models';

function openStoreOf(id: string): Promise<FileStore> {
  const own = /^own\/([a-z0-9-]+)$/.exec(id)?.[1];
  return own ? FileStore.open(OWN_MODELS, own) : FileStore.open();
}
