import type { CorpusOptions, LibraryProgress, SourceItem } from '../contract';
import type { PackEmbedder } from '../retrieval/find-embedder';
import { collectPassages, type CollectLimits } from './collect-passages';
import type { Journal } from './journal';
import {
  encodeInfo,
  encodeRows,
  passagesPath,
  PIECE_PASSAGES,
  settingsOf,
  type CorpusInfo,
} from './pack-files';

const NAMED_SOURCES = 200;

/** First half of making a corpus: everything but the vectors. `pack.json` is the last file, so it says that all is read. */
export async function readSources(
  items: readonly SourceItem[],
  options: CorpusOptions,
  embedder: PackEmbedder & { dimensions: number },
  journal: Journal,
  onProgress: (progress: LibraryProgress) => void,
  signal: AbortSignal,
  limits?: CollectLimits,
): Promise<void> {
  const bytes = items.reduce((sum, { file }) => sum + file.size, 0);
  let piece: { title: string; text: string }[] = [];
  let pieces = 0;
  const keep = async () => {
    await journal.keep(passagesPath(pieces++), encodeRows(piece));
    piece = [];
  };

  const collected = await collectPassages(
    items,
    options,
    {
      async passage(title, text) {
        piece.push({ title, text });
        if (piece.length === PIECE_PASSAGES) await keep();
      },
      progress: (document, done, documents, passages) =>
        onProgress({
          phase: 'reading',
          done,
          total: bytes,
          documents,
          passages,
          passagesPerSecond: 0,
          document,
        }),
    },
    signal,
    limits,
  );
  if (piece.length > 0) await keep();
  await journal.keep('questions.json', encodeRows(collected.questions));

  const sources = items
    .map(({ path, file }) => ({ path, bytes: file.size }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const info: CorpusInfo = {
    ...embedder,
    passages: collected.passages,
    documents: collected.documents,
    questions: collected.questions.length,
    ...settingsOf(options),
    sources: sources.slice(0, NAMED_SOURCES),
    sourceCount: sources.length,
    leftOut: collected.leftOut,
    leftOutCount: collected.leftOutCount,
    missingEvidence: collected.missingEvidence,
  };
  await journal.keep('pack.json', encodeInfo(info));
}
