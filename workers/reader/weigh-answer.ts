import type { PromptSegment, ReadingProgress, WeighedAnswer } from '../contract';
import { Failure } from '../failure';
import { letMessagesIn } from './let-messages-in';
import { beginPrompt, encodePrompt, readPrompt, type LoadedReader } from './read-prompt';

/** How likely a reader finds a given answer behind a prompt, of which it reads only what no earlier prompt had. */
export async function weighAnswer(
  reader: LoadedReader,
  segments: readonly PromptSegment[],
  answerIds: readonly number[],
  onProgress: (progress: ReadingProgress) => void,
  isWanted: () => boolean,
): Promise<WeighedAnswer> {
  const { decoder, prefixes } = reader;
  if (!decoder.logProbabilities) {
    throw new Failure('internal', 'This reader cannot weigh an answer that is given.');
  }
  const requireWanted = async () => {
    await letMessagesIn();
    if (!isWanted()) throw new Failure('cancelled', 'The reading was cancelled.');
  };
  await requireWanted();
  const encoded = encodePrompt(reader, segments, answerIds.length);
  const prompt = beginPrompt(reader, encoded);
  if (prompt.rest.length === 0) throw new Failure('internal', 'Nothing asks for an answer.');
  const promptTokens = prompt.promptIds.length;
  const totalTokens = promptTokens + answerIds.length;
  const tell = (doneTokens: number) => onProgress({ doneTokens, totalTokens });
  tell(prompt.reusedTokens);
  // The last token of the prompt is read with the answer: its choice is the answer's first token.
  await readPrompt(reader, prompt, 1, tell, isWanted);
  await requireWanted();
  const all = await decoder.logProbabilities([...prompt.rest.slice(-1), ...answerIds]);
  prefixes.trim();
  tell(totalTokens);
  return {
    logProbability: all.reduce((sum, one) => sum + one, 0),
    promptTokens,
    reusedTokens: prompt.reusedTokens,
  };
}
