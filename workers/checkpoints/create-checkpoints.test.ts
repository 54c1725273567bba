import { beforeEach, describe, expect, it, vi } from 'vitest';
import { MemoryDirectory } from '../../tests/memory-directory';
import { pickedCheckpoint } from '../../tests/picked';
import type { KeepOptions } from '../contract';
import { FileStore } from '../model-files/file-store';
import { createCheckpoints } from './create-checkpoints';
import { KeptModels } from './kept-models';

const template = { opening: '', passage: '{text}', closing: '{question}', stops: [] };
const options: KeepOptions = { title: 'Tiny', precision: 'u8', template, trainedTokens: 2048 };
const ignore = () => undefined;
const failure = (code: string, words: RegExp) =>
  expect.objectContaining({
    name: code,
    message: expect.stringMatching(words) as string,
  }) as Error;

let root: MemoryDirectory;
let quota: number;
const downloads = new MemoryDirectory();
const checkpoints = () =>
  createCheckpoints(
    async () => new KeptModels(root.handle),
    async () => new FileStore(downloads.handle),
  );

beforeEach(() => {
  root = new MemoryDirectory();
  quota = 1e9;
  vi.stubGlobal('navigator', {
    storage: { estimate: async () => ({ usage: 0, quota }) },
    locks: { request: async (_: string, __: unknown, work: (lock: object) => unknown) => work({}) },
  });
});

describe('keep', () => {
  const files = pickedCheckpoint('hf-f32');

  it('asks for room before it begins', async () => {
    quota = 10_000;
    await expect(checkpoints().keep(files, options, ignore)).rejects.toThrow(
      failure('quota-exceeded', /are needed/),
    );
  });

  it.each(['throws', 'writes less'] as const)('says that the disk is full (%s)', async (way) => {
    const folder = new MemoryDirectory();
    folder.room = 20_000;
    folder.whenFull = way;
    root.getDirectoryHandle = async (name) => {
      root.folders.set(name, folder);
      return folder.handle;
    };
    await expect(checkpoints().keep(files, options, ignore)).rejects.toThrow(
      failure('quota-exceeded', /No room after/),
    );
    expect(root.folders.size).toBe(0);
  });

  it('a cancel ends it and leaves nothing', async () => {
    const one = checkpoints();
    const told: string[] = [];
    await expect(
      one.keep(files, options, ({ phase }) => {
        told.push(phase);
        void one.cancel();
      }),
    ).rejects.toThrow(failure('cancelled', /cancelled/));
    expect(told.length).toBeGreaterThan(0);
    expect(await one.list()).toEqual([]);
    expect(root.folders.size).toBe(0);
  });

  it('renames, takes another prompt, removes and says what became free', async () => {
    const { manifest } = await checkpoints().keep(files, options, ignore);
    const other = { ...template, closing: 'Q: {question}' };
    await checkpoints().change(manifest.id, { title: ' New ', template: other });
    const [model] = await checkpoints().list();
    expect(model).toMatchObject({ manifest: { title: 'New' }, template: other });
    const bytes = model?.manifest.files.reduce((sum, file) => sum + file.bytes, 0) ?? 0;
    await expect(
      checkpoints().change(manifest.id, { template: { ...other, closing: 'no place' } }),
    ).rejects.toThrow(failure('unusable-file', /no \{question\}/));
    expect((await checkpoints().remove(manifest.id)).freedBytes).toBeGreaterThanOrEqual(bytes);
    expect(await checkpoints().list()).toEqual([]);
  });
});
