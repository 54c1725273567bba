import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSession } from '../workers/onnx/open-session';

const memories: WebAssembly.Memory[] = [];
const { Memory } = WebAssembly;

beforeAll(() => {
  WebAssembly.Memory = class extends Memory {
    constructor(descriptor: WebAssembly.MemoryDescriptor) {
      super(descriptor);
      memories.push(this);
    }
  };
});
afterAll(() => {
  WebAssembly.Memory = Memory;
});

// A phone gives a page about a gigabyte. WebAssembly's memory never shrinks, so what opening a model takes at its height stays.
it('opening the Transformer takes at most three times its weights in 32 bits', async () => {
  const read = async (path: string) =>
    new Uint8Array(readFileSync(`public/models/transformer-trivia-30m/${path}`));
  const { session, parameters } = await openSession({ read }, 'cpu');
  await session.release();
  const bytes = Math.max(...memories.map(({ buffer }) => buffer.byteLength));
  expect(bytes).toBeGreaterThan(4 * parameters);
  expect(bytes).toBeLessThan(3 * 4 * parameters);
});
