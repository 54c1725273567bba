import type { Measurement, MeasureOptions } from '../contract';
import { Failure } from '../failure';
import type { Decoder } from './decoder';
import { letMessagesIn } from './let-messages-in';

/** No token has this id, so that no choice ends the writing. */
const NO_TOKEN = -1;

/** Times the reading of exactly so many ids from an empty context, and the writing of exactly so many tokens behind them. */
export async function measureDecoder(
  decoder: Decoder,
  text: readonly number[],
  { promptTokens, newTokens }: MeasureOptions,
  onProgress: (doneTokens: number) => void,
  isWanted: () => boolean,
): Promise<Measurement> {
  if (decoder.maxTokens !== null && promptTokens + newTokens > decoder.maxTokens) {
    throw new Failure(
      'out-of-memory',
      `This reader can hold ${decoder.maxTokens} tokens, not ${promptTokens + newTokens}.`,
    );
  }
  const requireWanted = async () => {
    await letMessagesIn();
    if (!isWanted()) throw new Failure('cancelled', 'The measurement was cancelled.');
  };
  const ids = Array.from({ length: promptTokens }, (_, at) => text[at % text.length] ?? 0);
  await requireWanted();
  decoder.reset();
  const start = performance.now();
  for (let at = 0; at < promptTokens; at += decoder.chunkTokens) {
    const chunk = ids.slice(at, at + decoder.chunkTokens);
    await decoder.prefill(chunk);
    onProgress(at + chunk.length);
    await requireWanted();
  }
  let made = 0;
  let firstChoiceAt = 0;
  // The first choice is made from the prompt's last token: it belongs to the prefill.
  const choices = decoder.decode(newTokens + 1, NO_TOKEN)[Symbol.asyncIterator]();
  while (!(await choices.next()).done) {
    if (made++ === 0) firstChoiceAt = performance.now();
    onProgress(promptTokens + made - 1);
    await requireWanted();
  }
  const measurement = {
    promptTokens,
    newTokens,
    prefillMs: firstChoiceAt - start,
    decodeMs: performance.now() - firstChoiceAt,
    memory: decoder.memory(),
  };
  decoder.reset();
  return measurement;
}
