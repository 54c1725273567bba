import type { BundleManifest } from '../contract';
import { Failure } from '../failure';

/** What `pack.json` says of the embedder that made its vectors. */
export interface PackEmbedder {
  /** For people: the folder of a bundled one, the title of one of somebody's own. Empty where it is not known. */
  embedder: string;
  /** Its files. Missing in bundled packs, whose embedder comes with the program. */
  embedderFiles?: readonly { path: string; sha256: string }[];
}

/**
 * The embedder that made a pack's vectors, by the hashes of its files: on another machine, or taken over a second time, it has
 * another name, and another one of the same name would find nonsense. Throws `embedder-missing`.
 */
export function findEmbedder(
  { embedder, embedderFiles }: PackEmbedder,
  candidates: readonly BundleManifest[],
): BundleManifest {
  const found = candidates.find((candidate) =>
    embedderFiles
      ? hashesOf(candidate.files) === hashesOf(embedderFiles)
      : embedder === '' || embedder === embedderName(candidate),
  );
  if (found) return found;
  const others = candidates.some((candidate) => embedderName(candidate) === embedder)
    ? 'The one of this name here has other files.'
    : `Here: ${candidates.map((candidate) => `"${embedderName(candidate)}"`).join(', ')}.`;
  throw new Failure(
    'embedder-missing',
    `Its vectors were made by the embedder "${embedder}". ${others}`,
  );
}

/** What a pack made with this embedder says; the same on every machine. */
export const packEmbedder = (manifest: BundleManifest) => ({
  embedder: embedderName(manifest),
  embedderFiles: manifest.files.map(({ path, sha256 }) => ({ path, sha256 })),
});

/** The id of one of a person's own is another one on each machine; its title begins as the name of its folder. */
const embedderName = ({ id, title }: BundleManifest) =>
  id.startsWith('own/') ? title : (id.split('/').at(-1) ?? id);

const hashesOf = (files: readonly { path: string; sha256: string }[]) =>
  files
    .map(({ path, sha256 }) => `${path} ${sha256}`)
    .sort()
    .join('\n');
