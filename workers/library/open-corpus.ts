import type { BundleManifest } from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import { sha256Hex } from '../model-files/sha256-hex';
import type { CorpusFolders } from './corpus-folder';

const PREFIX = 'corpora/';

export const corpusId = (name: string) => `${PREFIX}${name}`;
export const corpusName = (id: string) => id.slice(PREFIX.length);
export const isCorpus = ({ id }: BundleManifest) => id.startsWith(PREFIX);

/** The files of a finished corpus; every read compares the hash. Throws `files-missing`, `corpus-damaged`. */
export async function openCorpus(
  manifest: BundleManifest,
  openFolders: () => Promise<CorpusFolders>,
): Promise<BundleFiles> {
  const folder = await (await openFolders()).find(corpusName(manifest.id));
  if (!folder) throw new Failure('files-missing', `"${manifest.title}" is not on this device.`);
  const pinned = new Map(manifest.files.map((file) => [file.path, file]));
  return {
    async read(path) {
      const file = pinned.get(path);
      if (!file) throw new Failure('unusable-file', `"${manifest.title}" has no file ${path}.`);
      const blob = await folder.read(path);
      const bytes = blob && new Uint8Array(await blob.arrayBuffer());
      if (!bytes || (await sha256Hex(bytes)) !== file.sha256) {
        throw new Failure('corpus-damaged', `${path} of "${manifest.title}" is not what was kept.`);
      }
      return bytes;
    },
  };
}
