import type { BundleManifest } from '../contract';
import type { BundleFiles } from '../model-files/bundle-files';
import type { PackEmbedder } from '../retrieval/find-embedder';
import type { Journal } from './journal';
import { encodeInfo, type CorpusInfo } from './pack-files';

/**
 * First half of making a corpus, as in `readSources`, from the texts of one that is kept: everything but its vectors.
 * Throws `corpus-damaged`.
 */
export async function copyTexts(
  { files }: BundleManifest,
  kept: BundleFiles,
  embedder: PackEmbedder & { dimensions: number },
  journal: Journal,
  signal: AbortSignal,
): Promise<void> {
  for (const { path } of files) {
    if (path === 'pack.json' || path.endsWith('.f32')) continue;
    await journal.keep(path, await kept.read(path));
    signal.throwIfAborted();
  }
  const info = new TextDecoder().decode(await kept.read('pack.json'));
  await journal.keep('pack.json', encodeInfo({ ...(JSON.parse(info) as CorpusInfo), ...embedder }));
}
