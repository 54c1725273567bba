import { expect, it } from 'vitest';
import { publishedConfig } from '../../bench/random-checkpoint';
import { chunkTokensFor } from './chunk-tokens';

const config = publishedConfig('mamba-130m');
const large = { maxStorageBufferBindingSize: 2 ** 31 };

it.each([
  [0.5, 2048],
  [12.5, 2048],
  [13, 1024],
  [40, 512],
  [60, 256],
  [1000, 256],
])('a device that takes %f ms for 256 tokens reads %i at once', (trialMs, tokens) => {
  expect(chunkTokensFor(config, large, trialMs)).toBe(tokens);
});

it('keeps every buffer within one binding, and all of them within a bound', () => {
  // [tokens, 2 · 1,536] of x and z are 12,288 bytes a token.
  const small = { maxStorageBufferBindingSize: 1024 * 12_288 };
  expect(chunkTokensFor(config, small, 1)).toBe(1024);
  const wide = { ...config, width: 8192, channels: 16_384 };
  expect(chunkTokensFor(wide, large, 1)).toBe(512);
});
