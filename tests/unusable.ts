import { expect } from 'vitest';

/** What is thrown where a file of one's own cannot be used, for these reasons. */
export const unusable = (words: RegExp) =>
  expect.objectContaining({
    name: 'unusable-file',
    message: expect.stringMatching(words) as string,
  }) as Error;
