import type { MambaConfig } from './config';

/** What works everywhere: a prefill of so many tokens needs about 6 MB for the bundled model. */
export const LEAST_CHUNK_TOKENS = 256;
const MOST_CHUNK_TOKENS = 2048;
/** A chunk is one command buffer: a wish to cancel waits for it, and so does whatever else draws on that GPU. */
const LONGEST_MS = 100;
/** Of all rows of a chunk together. */
const MOST_BYTES = 256e6;

/**
 * How many tokens a prefill takes at once on a device that took `trialMs` for {@link LEAST_CHUNK_TOKENS}:
 * on a large GPU a chunk of 256 tokens costs nearly what 1,024 cost.
 */
export function chunkTokensFor(
  { width, channels, rank, states }: MambaConfig,
  { maxStorageBufferBindingSize }: Pick<GPUSupportedLimits, 'maxStorageBufferBindingSize'>,
  trialMs: number,
): number {
  const longestRow = 4 * 2 * channels;
  const allRows = 4 * (2 * width + 4 * channels + rank + 2 * states);
  const fits = (tokens: number) =>
    tokens * longestRow <= maxStorageBufferBindingSize &&
    tokens * allRows <= MOST_BYTES &&
    (tokens / LEAST_CHUNK_TOKENS) * trialMs <= LONGEST_MS;
  let tokens = LEAST_CHUNK_TOKENS;
  while (tokens < MOST_CHUNK_TOKENS && fits(2 * tokens)) tokens *= 2;
  return tokens;
}
