import { createTarDecoder, createTarPacker } from 'modern-tar';
import type { LibraryProgress } from '../contract';
import { Failure } from '../failure';
import { sha256Hex } from '../model-files/sha256-hex';
import { readPack } from '../retrieval/pack';
import type { LibraryParts } from './create-library';
import { corpusId, corpusName, openCorpus } from './open-corpus';
import { parseManifest, readManifest, writeManifest, type StoredManifest } from './stored-corpus';

type Parts = Pick<LibraryParts, 'openFolders' | 'lock' | 'requireRoom' | 'newName'>;
type OnProgress = (progress: LibraryProgress) => void;

const MANIFEST = 'manifest.json';
const MAX_MANIFEST_BYTES = 16e6;
const MAX_FILE_BYTES = 512e6;

/** A pack file: a plain tar with the manifest first, so that whoever reads it knows what is to come. */
export async function exportCorpus(
  parts: Pick<Parts, 'openFolders'>,
  name: string,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Blob> {
  const folder = await (await parts.openFolders()).find(name);
  const manifest = folder && (await readManifest(folder));
  if (!manifest) throw new Failure('files-missing', 'Only a finished corpus can be exported.');
  const files = await openCorpus(manifest, parts.openFolders);
  const { readable, controller } = createTarPacker();
  const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;

  async function add(path: string, bytes: Uint8Array) {
    // A date would make two files of the same content differ.
    const header = { name: path, size: bytes.length, type: 'file', mtime: new Date(0) } as const;
    const writer = controller.add(header).getWriter();
    await writer.write(bytes);
    await writer.close();
  }
  const packing = (async () => {
    await add(MANIFEST, new TextEncoder().encode(`${JSON.stringify(manifest)}\n`));
    for (const { path, bytes } of manifest.files) {
      signal.throwIfAborted();
      await add(path, await files.read(path));
      done += bytes;
      onProgress(progress('exporting', done, total, path));
    }
    controller.finalize();
  })();
  packing.catch((error: unknown) => controller.error(error));
  const [blob] = await Promise.all([new Response(readable).blob(), packing]);
  return blob;
}

/** Gives the name that the corpus has here. A file that differs from its hash, or is none of a pack, ends the import. */
export async function importCorpus(
  parts: Parts,
  file: Blob,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<string> {
  const entries = file
    .stream()
    .pipeThrough(createTarDecoder({ strict: true }))
    .getReader();
  try {
    const manifest = await readHead(entries);
    const folders = await parts.openFolders();
    let name = corpusName(manifest.id);
    if (!/^[a-z0-9-]{1,64}$/.test(name)) name = parts.newName();
    const there = await folders.find(name);
    const known = there && (await readManifest(there));
    if (known && sameFiles(known, manifest)) return name;
    if (there) name = parts.newName();

    const total = manifest.files.reduce((sum, { bytes }) => sum + bytes, 0);
    await parts.requireRoom(total);
    return await parts.lock(name, async () => {
      const folder = await folders.open(name);
      try {
        const missing = new Map(manifest.files.map((one) => [one.path, one]));
        let done = 0;
        for (;;) {
          signal.throwIfAborted();
          const { done: ended, value } = await entries.read();
          if (ended) break;
          const { name: path, size } = value.header;
          const pinned = missing.get(path);
          if (!pinned || pinned.bytes !== size || size > MAX_FILE_BYTES) {
            throw unreadable(`it holds ${JSON.stringify(path)}, which its manifest does not name`);
          }
          const bytes = await bytesOf(value.body);
          if ((await sha256Hex(bytes)) !== pinned.sha256) {
            throw new Failure('corpus-damaged', `${path} in the pack file is damaged.`);
          }
          await folder.write(path, bytes);
          missing.delete(path);
          done += size;
          onProgress(progress('importing', done, total, path));
        }
        if (missing.size > 0) throw unreadable(`${missing.size} of its files are missing`);
        const own: StoredManifest = { ...manifest, id: corpusId(name) };
        await readPack(await openCorpus(own, parts.openFolders), own.files);
        await writeManifest(folder, own);
      } catch (error) {
        await folders.remove(name).catch(() => undefined);
        throw error;
      }
      return name;
    });
  } catch (error) {
    if (error instanceof Failure || signal.aborted) throw error;
    throw unreadable(error instanceof Error ? error.message : String(error), error);
  } finally {
    await entries.cancel().catch(() => undefined);
  }
}

type Entries = ReadableStreamDefaultReader<{
  header: { name: string; size: number };
  body: ReadableStream<Uint8Array>;
}>;

async function readHead(entries: Entries): Promise<StoredManifest> {
  const { value } = await entries.read();
  if (value?.header.name !== MANIFEST || value.header.size > MAX_MANIFEST_BYTES) {
    throw unreadable('it does not begin with a manifest');
  }
  const manifest = parseManifest(new TextDecoder().decode(await bytesOf(value.body)));
  if (!manifest) throw unreadable('its manifest is not that of a pack');
  return manifest;
}

const bytesOf = async (body: ReadableStream<Uint8Array>) =>
  new Uint8Array(await new Response(body as BodyInit).arrayBuffer());

const sameFiles = (a: StoredManifest, b: StoredManifest) =>
  JSON.stringify(a.files) === JSON.stringify(b.files);

const progress = (
  phase: LibraryProgress['phase'],
  done: number,
  total: number,
  document: string,
): LibraryProgress => ({
  phase,
  done,
  total,
  documents: 0,
  passages: 0,
  passagesPerSecond: 0,
  document,
});

function unreadable(reason: string, cause?: unknown): Failure {
  return new Failure('unreadable-source', `This is not a pack file that can be used: ${reason}.`, {
    cause,
  });
}
