import type { Inspection, PromptSegment, ReadingProgress } from '../contract';
import { Failure } from '../failure';
import type { DecoderInspection } from './decoder';
import { letMessagesIn } from './let-messages-in';
import { beginPrompt, encodePrompt, readPrompt, type LoadedReader } from './read-prompt';
import { tokenTexts } from './token-texts';

type Tell = (progress: ReadingProgress) => void;

/** How a reader reads a prompt and an answer: both are read once more, with everything written down. */
export async function inspectReader(
  reader: LoadedReader,
  segments: readonly PromptSegment[],
  answerIds: readonly number[],
  onProgress: Tell,
  isWanted: () => boolean,
): Promise<Omit<Inspection, 'architecture'>> {
  const { decoder, tokenizer } = reader;
  if (answerIds.length === 0) throw new Failure('internal', 'There is no answer to look from.');
  const encoded = encodePrompt(reader, segments, answerIds.length);
  const segmentIds = encoded.map(({ ids }) => ids);
  const written = decoder.attend
    ? await attend(reader, encoded, answerIds, onProgress, isWanted)
    : await decoder.inspect?.(segmentIds, answerIds, onProgress, isWanted);
  if (!written) throw new Failure('internal', 'This reader cannot show how it reads.');
  const texts = (ids: readonly number[]) => tokenTexts(ids, (some) => tokenizer.decodePrompt(some));
  return {
    ...written,
    tokens: [...segmentIds, answerIds].flatMap((ids, segment) =>
      texts(ids).map((text) => ({ text, segment })),
    ),
    promptTokens: segmentIds.flat().length,
  };
}

/** Only the prompt's last token and the answer's are read anew; the keys of what came before are kept. */
async function attend(
  reader: LoadedReader,
  encoded: ReturnType<typeof encodePrompt>,
  answerIds: readonly number[],
  onProgress: Tell,
  isWanted: () => boolean,
): Promise<DecoderInspection | undefined> {
  const { decoder, prefixes } = reader;
  const prompt = beginPrompt(reader, encoded);
  const totalTokens = prompt.promptIds.length + answerIds.length;
  const tell = (doneTokens: number) => onProgress({ doneTokens, totalTokens });
  await readPrompt(reader, prompt, 1, tell, isWanted);
  await letMessagesIn();
  if (!isWanted()) throw new Failure('cancelled', 'The reading was cancelled.');
  // Nothing looks back from the answer's last token, and nothing at it.
  const ids = [...prompt.rest.slice(-1), ...answerIds.slice(0, -1)];
  const rows = await decoder.attend?.(ids);
  prefixes.trim();
  tell(totalTokens);
  return rows && { ...rows, attention: withColumn(rows.attention, totalTokens), selection: null };
}

/** Rows of `columns` − 1 numbers, each with a zero behind. */
function withColumn(rows: Float32Array, columns: number): Float32Array {
  const wider = new Float32Array((rows.length / (columns - 1)) * columns);
  for (let from = 0, to = 0; from < rows.length; from += columns - 1, to += columns) {
    wider.set(rows.subarray(from, from + columns - 1), to);
  }
  return wider;
}
