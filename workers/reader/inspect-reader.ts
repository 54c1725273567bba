import type { Inspection, PromptSegment, ReadingProgress } from '../contract';
import { Failure } from '../failure';
import { encodePrompt, type LoadedReader } from './read-prompt';
import { tokenTexts } from './token-texts';

/** Reads a prompt and an answer once more, from an empty context, with everything written down. */
export async function inspectReader(
  reader: LoadedReader,
  segments: readonly PromptSegment[],
  answerIds: readonly number[],
  onProgress: (progress: ReadingProgress) => void,
  isWanted: () => boolean,
): Promise<Omit<Inspection, 'architecture'>> {
  const { decoder, tokenizer } = reader;
  if (!decoder.inspect) throw new Failure('internal', 'This reader cannot show how it reads.');
  if (answerIds.length === 0) throw new Failure('internal', 'There is no answer to look from.');
  const encoded = encodePrompt(reader, segments, answerIds.length);
  const segmentIds = encoded.map(({ ids }) => ids);
  const written = await decoder.inspect(segmentIds, answerIds, onProgress, isWanted);
  const all = [...segmentIds, [...answerIds]];
  return {
    ...written,
    tokens: all.flatMap((ids, segment) =>
      tokenTexts(ids, (some) => tokenizer.decodePrompt(some)).map((text) => ({ text, segment })),
    ),
    promptTokens: segmentIds.flat().length,
  };
}
