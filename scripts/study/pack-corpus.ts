import type { BundleManifest } from '../../workers/contract';
import { createRetriever } from '../../workers/retrieval/create-retriever';
import { openEmbedder } from '../../workers/retrieval/open-embedder';
import type { StudyCorpus } from '../../src/sweep/study-corpus';
import { bundleFiles } from './node-readers';

/** A pack with the page's own retrieval, in this process. */
export async function packCorpus(
  embedder: BundleManifest,
  pack: BundleManifest,
): Promise<StudyCorpus> {
  const retriever = createRetriever({ openFiles: async ({ id }) => bundleFiles(id), openEmbedder });
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
