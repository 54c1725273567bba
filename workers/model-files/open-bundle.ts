import type { BundleManifest, PinnedFile } from '../contract';
import { Failure } from '../failure';
import { partsOf, type BundleFiles, type FileParts } from './bundle-files';
import { FileStore } from './file-store';
import { readHashedPieces } from './hashed-pieces';
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
  const pinned = (path: string): PinnedFile => {
    const file = manifest.files.find((one) => one.path === path);
    if (!file) throw new Failure('unusable-file', `${manifest.id} has no file "${path}".`);
    return file;
  };
  const missing = (path: string) =>
    new Failure('files-missing', `${manifest.id}/${path} is not stored.`);

  async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
    const { sha256, bytes: length, pieces } = pinned(path);
    // No browser gives more than 2 GB of a file at once.
    if (pieces) return (await open(path)).read(0, length);
    const bytes = await store.read(sha256);
    if (!bytes) throw missing(path);
    if ((await sha256Hex(bytes)) !== sha256) {
      await store.remove(sha256);
      throw new Failure(
        'hash-mismatch',
        `${manifest.id}/${path} was damaged in storage and has been removed.`,
      );
    }
    return bytes;
  }

  async function open(path: string): Promise<FileParts> {
    const { sha256, bytes, pieces } = pinned(path);
    if (!pieces) return partsOf(await read(path));
    const file = await store.file(sha256);
    if (file?.size !== bytes) throw missing(path);
    return readHashedPieces(file, pieces, `${manifest.id}/${path}`);
  }

  return { read, open };
}

/** Folder of a model of one's own: it is removed as a whole. Its manifest's id is `own/<name>`. */
export const OWN_MODELS = 'own-models';

function openStoreOf(id: string): Promise<FileStore> {
  const own = /^own\/([a-z0-9-]+)$/.exec(id)?.[1];
  return own ? FileStore.open(OWN_MODELS, own) : FileStore.open();
}
