import type { Tensor } from 'onnxruntime-web/webgpu';
import { expect, it } from 'vitest';
import type { Ort } from '../onnx/load-ort';
import { CpuKeyValueCache } from './cpu-key-value-cache';
import { FIRST_CAPACITY, MAX_ROWS } from './key-value-cache';

it('holds a prompt of 8,192 tokens with an answer, every row in its place, and sets no more aside than that', async () => {
  const cache = new CpuKeyValueCache({} as Ort, ['key_0'], 1);
  expect(cache.reservedBytes).toBe(4 * FIRST_CAPACITY);
  const append = (count: number) => {
    const data = Float32Array.from({ length: count }, (_, at) => cache.tokens + at);
    cache.append({ key_0: { dims: [count, 1], data } as unknown as Tensor }, count);
  };
  for (let read = 0; read < 8192; read += 128) append(128);
  expect(cache.reservedBytes).toBe(4 * 8192);
  while (cache.tokens < MAX_ROWS) append(1);
  expect(cache.reservedBytes).toBe(4 * MAX_ROWS);
  const rows = await cache.read('key_0');
  expect(rows.every((row, at) => row === at)).toBe(true);
  expect(rows).toHaveLength(MAX_ROWS);
});
