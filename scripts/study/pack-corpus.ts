import type { BundleManifest } from '../../workers/contract';
import type { BundleFiles } from '../../workers/model-files/bundle-files';
import { createRetriever } from '../../workers/retrieval/create-retriever';
import { openEmbedder } from '../../workers/retrieval/open-embedder';
import type { StudyCorpus } from '../../src/sweep/study-corpus';
import { bundleFiles } from './node-readers';

/** A pack and the way to its files, wherever they lie. */
export interface OpenPack {
  pack: BundleManifest;
  openFiles(): Promise<BundleFiles>;
}

/** A pack with the page's own retrieval, in this process. */
export async function packCorpus(
  embedder: BundleManifest,
  { pack, openFiles }: OpenPack,
): Promise<StudyCorpus> {
  const retriever = createRetriever({
    openFiles: async ({ id }) => (id === pack.id ? openFiles() : bundleFiles(id)),
    openEmbedder,
  });
  const info = await retriever.load([embedder], pack);
  return {
    title: info.packTitle,
    size: info.passages,
    questions: info.questions,
    search: async ({ question }, count, by) =>
      (await retriever.search(question, count, by)).passages,
    passages: (ids) => retriever.passages(ids),
  };
}
