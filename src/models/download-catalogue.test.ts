import { describe, expect, it } from 'vitest';
import { isMessage } from '../messages/say';
import { downloadCatalogue } from './download-catalogue';

describe.each(downloadCatalogue.map((model) => [model.name, model] as const))('%s', (_, model) => {
  const { pinned, way, repository, kind } = model;

  it('can be fetched from pinned files, or says how else to come by it', () => {
    expect(Boolean(pinned) !== Boolean(way)).toBe(true);
  });

  it('is described', () => expect(isMessage(`catalogue.about-${model.name}`)).toBe(true));

  it('names one revision of its repository, and every file by length and SHA-256', () => {
    if (!pinned) return;
    expect(pinned.revision).toMatch(/^[0-9a-f]{40}$/);
    expect(pinned.manifest.id).toBe(`${repository}/resolve/${pinned.revision}`);
    expect(pinned.manifest.kind).toBe(kind);
    expect(new URL(pinned.root).protocol).toBe('https:');
    for (const { bytes, sha256 } of pinned.manifest.files) {
      expect(bytes).toBeGreaterThan(0);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    const paths = pinned.manifest.files.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
    expect(paths).toEqual(expect.arrayContaining(['config.json', 'tokenizer.json']));
  });
});
