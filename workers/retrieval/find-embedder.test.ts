import { describe, expect, it } from 'vitest';
import type { BundleManifest } from '../contract';
import { findEmbedder, packEmbedder } from './find-embedder';

const model = (id: string, title: string, ...hashes: string[]): BundleManifest => ({
  id,
  kind: 'embedder',
  title,
  licence: '',
  files: hashes.map((sha256, at) => ({ path: `${at}`, bytes: 1, sha256 })),
});
const bundled = model('models/embed', 'Bundled', 'a', 'b');
const own = model('own/bge-1', 'bge', 'c', 'd');

describe('findEmbedder', () => {
  it('finds what made the vectors by its files, whatever it is called here', () => {
    const elsewhere = {
      ...own,
      id: 'own/other-2',
      title: 'Renamed',
      files: own.files.toReversed(),
    };
    expect(findEmbedder(packEmbedder(own), [bundled, elsewhere])).toBe(elsewhere);
    expect(findEmbedder(packEmbedder(bundled), [bundled, own])).toBe(bundled);
  });

  it('finds a bundled one by its name, where the pack says no more', () => {
    expect(findEmbedder({ embedder: 'embed' }, [own, bundled])).toBe(bundled);
    expect(findEmbedder({ embedder: '' }, [bundled])).toBe(bundled);
  });

  it.each([
    ['that is not here', own, [bundled], /made by the embedder "bge". Here: "embed"/],
    [
      'of which only the name is here',
      own,
      [bundled, model('own/bge-9', 'bge', 'c', 'x')],
      /other files/,
    ],
  ])('names one %s', (_, maker, candidates, words) => {
    expect(() => findEmbedder(packEmbedder(maker), candidates)).toThrow(
      expect.objectContaining({
        name: 'embedder-missing',
        message: expect.stringMatching(words) as string,
      }) as Error,
    );
  });
});
