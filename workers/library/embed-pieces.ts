import type { LibraryProgress } from '../contract';
import { Failure } from '../failure';
import { letMessagesIn } from '../reader/let-messages-in';
import type { Embedder } from '../retrieval/embedder';
import { isFields, isList, isString } from '../retrieval/is-json';
import type { Journal } from './journal';
import { encodeVectors, passagesPath, vectorsPath, type CorpusInfo } from './pack-files';
import { Pace } from './pace';

/**
 * Second half: the vectors, piece by piece; pieces that the journal has are not embedded again. Passages go through the
 * model one at a time: its activations are rounded over a whole batch, so a batch would change the vectors.
 *
 * Throws `corpus-damaged` where a piece of text is not what was written.
 */
export async function embedPieces(
  info: CorpusInfo,
  embedder: Embedder,
  journal: Journal,
  onProgress: (progress: LibraryProgress) => void,
  signal: AbortSignal,
): Promise<void> {
  const pace = new Pace();
  const pieces = journal.files.filter(({ path }) => /^passages-\d+\.json$/.test(path)).length;
  let done = 0;
  const tell = (document: string) =>
    onProgress({
      phase: 'embedding',
      done,
      total: info.passages,
      documents: info.documents,
      passages: info.passages,
      passagesPerSecond: pace.perSecond,
      document,
    });

  for (let piece = 0; piece < pieces; piece++) {
    const stored = await journal.verify(vectorsPath(piece));
    if (stored) {
      done += stored.length / (4 * embedder.dimensions);
      tell('');
      continue;
    }
    const passages = await textsOf(journal, piece);
    const vectors = new Float32Array(passages.length * embedder.dimensions);
    for (const [at, { title, text }] of passages.entries()) {
      const { vector } = await embedder.passage(title, text);
      vectors.set(vector, at * embedder.dimensions);
      done++;
      pace.step();
      tell(title);
      await letMessagesIn();
      signal.throwIfAborted();
    }
    await journal.keep(vectorsPath(piece), encodeVectors(vectors));
  }
}

async function textsOf(
  journal: Journal,
  piece: number,
): Promise<{ title: string; text: string }[]> {
  const path = passagesPath(piece);
  const bytes = await journal.verify(path);
  const value: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
  if (!isList(isText)(value)) {
    throw new Failure('corpus-damaged', `${path} is not what was written.`);
  }
  return value;
}

const isText = (value: unknown): value is { title: string; text: string } =>
  isFields(value) && isString(value.title) && isString(value.text);
