import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { compileEngine, fileOf } from './build-wasm';

it.each(['simd', 'relaxed'] as const)('the %s engine is what its source gives', async (variant) => {
  const written = readFileSync(fileOf(variant));
  expect(Buffer.from(await compileEngine(variant)).equals(written)).toBe(true);
});
