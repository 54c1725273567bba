import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { partsOf } from './bundle-files';
import { openTensors } from './safetensors';

function file(header: unknown, data = new Uint8Array(8)): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder().encode(
    typeof header === 'string' ? header : JSON.stringify(header),
  );
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

it('finds the tensors of the bundled Mamba', async () => {
  const bytes = new Uint8Array(readFileSync('public/models/mamba-trivia-32m/model.safetensors'));
  const { tensors, load } = await openTensors(partsOf(bytes));
  expect(tensors.get('backbone.embeddings.weight')).toMatchObject({
    dtype: 'U8',
    shape: [16384, 512],
  });
  const loaded = await load('backbone.norm_f.');
  expect([...loaded.keys()]).toEqual(['backbone.norm_f.weight']);
  expect(loaded.get('backbone.norm_f.weight')?.bytes).toHaveLength(512 * 4);
  const total = [...tensors.values()].reduce((sum, { length }) => sum + length, 0);
  expect(total).toBeGreaterThan(0.999 * bytes.length - 20_000);
});

const entry = (dtype: string, shape: number[], offsets: number[]) => ({
  t: { dtype, shape, data_offsets: offsets },
});
it.each([
  ['nothing', new Uint8Array(3)],
  ['a web page', new TextEncoder().encode('<!doctype html><html></html>')],
  ['no JSON', file('{"t":')],
  ['an unknown element type', file(entry('F4', [2], [0, 8]))],
  ['a size that is not its shape', file(entry('F32', [3], [0, 8]))],
  ['a place behind the end', file(entry('U8', [9], [0, 9]))],
  ['a negative place', file(entry('U8', [2], [-2, 0]))],
])('refuses %s', async (_, bytes) => {
  await expect(openTensors(partsOf(bytes))).rejects.toThrow(
    expect.objectContaining({ name: 'unusable-file' }) as Error,
  );
});
