import type { Architecture, BundleManifest } from '../../workers/contract';
import embedder from '../../public/models/embed-trivia-17m/manifest.json';
import mamba from '../../public/models/mamba-trivia-32m/manifest.json';
import transformer from '../../public/models/transformer-trivia-30m/manifest.json';
import pack from '../../public/packs/trivia-encyclopaedia/manifest.json';

/** What the app can fetch: sizes and hashes are part of the program, so a server cannot swap a file unseen. */
export const catalogue = {
  embedder: embedder as BundleManifest,
  pack: pack as BundleManifest,
  readers: {
    mamba: mamba as BundleManifest,
    transformer: transformer as BundleManifest,
  } satisfies Record<Architecture, BundleManifest>,
};

/** Of a corpus' texts, as far as it is known; for `lang`. */
export const languageOf = (corpusId: string): string =>
  corpusId === catalogue.pack.id ? 'en' : '';

/** Whether a model comes with the program (and can be fetched), or is the person's own. */
export const isBundled = (model: BundleManifest | undefined): model is BundleManifest =>
  model !== undefined && !model.id.startsWith('own/');

export const architectures: readonly Architecture[] = ['mamba', 'transformer'];
export const architectureNames: Record<Architecture, string> = {
  mamba: 'Mamba',
  transformer: 'Transformer',
};
