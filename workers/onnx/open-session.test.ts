import { expect, it } from 'vitest';
import { headerBytes } from '../../tests/safetensors-file';
import type { BundleFiles } from '../model-files/bundle-files';
import { openSession } from './open-session';

it('refuses weights that WebAssembly cannot hold from their header, before anything else is read', async () => {
  const shape = [50_280, 2560, 20];
  const bytes = shape.reduce((a, b) => a * b, 1);
  const header = headerBytes({ matrix: { dtype: 'U8', shape, data_offsets: [0, bytes] } });
  const read: number[] = [];
  const files: BundleFiles = {
    read: async () => new Uint8Array(),
    open: async () => ({
      bytes: header.length + bytes,
      read: async (begin, end) => {
        read.push(end);
        return header.slice(begin, end);
      },
    }),
  };
  await expect(openSession(files, 'cpu')).rejects.toThrow(
    expect.objectContaining({
      name: 'out-of-memory',
      message: expect.stringContaining('10.3 GB') as string,
    }) as Error,
  );
  expect(Math.max(...read)).toBe(header.length);
});
