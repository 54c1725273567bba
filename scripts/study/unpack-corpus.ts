import { mkdtempSync, openAsBlob, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importCorpus } from '../../workers/library/exchange-corpus';
import { openCorpus } from '../../workers/library/open-corpus';
import { readManifest } from '../../workers/library/stored-corpus';
import { diskFolders } from '../disk-folders';
import type { OpenPack } from './pack-corpus';

/** A pack file with the Library's own checks, unpacked for as long as this process lives. */
export async function unpackCorpus(file: string): Promise<OpenPack> {
  const root = mkdtempSync(join(tmpdir(), 'study-corpus-'));
  process.on('exit', () => rmSync(root, { recursive: true, force: true }));
  const openFolders = async () => diskFolders(root);
  const parts = {
    openFolders,
    lock: <T>(_: string, run: () => Promise<T>) => run(),
    requireRoom: async () => undefined,
    newName: () => crypto.randomUUID().slice(0, 13),
  };
  const { signal } = new AbortController();
  const name = await importCorpus(parts, await openAsBlob(file), () => undefined, signal);
  const folder = await diskFolders(root).find(name);
  const pack = folder && (await readManifest(folder));
  if (!pack) throw new Error(`${file} holds no corpus.`);
  return { pack, openFiles: () => openCorpus(pack, openFolders) };
}
