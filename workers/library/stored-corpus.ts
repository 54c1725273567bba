import type { BundleManifest, Corpus, PinnedFile } from '../contract';
import { isFields, isId, isList, isString } from '../retrieval/is-json';
import type { CorpusFolder, CorpusFolders } from './corpus-folder';
import { Journal } from './journal';
import { corpusId } from './open-corpus';
import type { CorpusInfo } from './pack-files';

const MANIFEST = 'manifest.json';

/** `manifest.json` of a finished corpus: written last and at once, so where it is, everything is. */
export interface StoredManifest extends BundleManifest {
  createdAt: string;
}

export async function writeManifest(folder: CorpusFolder, manifest: StoredManifest): Promise<void> {
  await folder.replace(MANIFEST, new TextEncoder().encode(`${JSON.stringify(manifest)}\n`));
}

/** First what says that there is a corpus: a crash between its files leaves what the next look clears away. */
export async function removeCorpus(folders: CorpusFolders, name: string): Promise<void> {
  const folder = await folders.find(name);
  if (folder) await Journal.remove(folder);
  await folder?.remove(MANIFEST);
  await folders.remove(name);
}

export async function readManifest(folder: CorpusFolder): Promise<StoredManifest | undefined> {
  const blob = await folder.read(MANIFEST);
  return blob && parseManifest(await blob.text());
}

/** Undefined where it is something else; paths are those of a pack and no others. */
export function parseManifest(text: string): StoredManifest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(value) || ![value.id, value.title, value.createdAt].every(isString))
    return undefined;
  if (value.kind !== 'pack' || !isList(isPinned)(value.files)) return undefined;
  const { id, title, licence, files, createdAt } = value as unknown as StoredManifest;
  return {
    id,
    kind: 'pack',
    title,
    licence: isString(licence) ? licence : '',
    createdAt,
    files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
  };
}

const PACK_PATH = /^(pack\.json|questions\.json|passages-\d{5}\.json|vectors-\d{5}\.f32)$/;
const isPinned = (value: unknown): value is PinnedFile =>
  isFields(value) &&
  isString(value.path) &&
  PACK_PATH.test(value.path) &&
  isId(value.bytes) &&
  isString(value.sha256) &&
  /^[0-9a-f]{64}$/.test(value.sha256);

/** What is kept under a name; undefined where a crash left nothing that could go on. */
export async function describeCorpus(
  name: string,
  folder: CorpusFolder,
): Promise<Corpus | undefined> {
  const manifest = await readManifest(folder);
  if (manifest) {
    const info = await readInfo(folder);
    return describe(manifest, info, info ? 'ready' : 'damaged', info?.passages ?? 0);
  }
  const journal = await Journal.open(folder);
  if (!journal?.has('pack.json')) return undefined;
  const info = await readInfo(folder);
  const { title, createdAt } = journal.head;
  const { files } = journal;
  const vectorBytes = sum(files.filter(({ path }) => path.endsWith('.f32')));
  const unfinished: StoredManifest = {
    id: corpusId(name),
    kind: 'pack',
    title,
    licence: '',
    createdAt,
    files,
  };
  const corpus = describe(
    unfinished,
    info,
    info ? 'unfinished' : 'damaged',
    info ? vectorBytes / (4 * info.dimensions) : 0,
  );
  return { ...corpus, manifest: { ...corpus.manifest, files: [] } };
}

/** Without checking more than that it is JSON: the file is ours, and its hash is compared before it is used. */
export async function readInfo(folder: CorpusFolder): Promise<CorpusInfo | undefined> {
  try {
    return JSON.parse((await (await folder.read('pack.json'))?.text()) ?? '') as CorpusInfo;
  } catch {
    return undefined;
  }
}

function describe(
  { createdAt, ...manifest }: StoredManifest,
  info: Partial<CorpusInfo> | undefined,
  state: Corpus['state'],
  embedded: number,
): Corpus {
  return {
    manifest,
    state,
    createdAt,
    bytes: sum(manifest.files),
    documents: info?.documents ?? 0,
    passages: info?.passages ?? 0,
    embedded,
    questions: info?.questions ?? 0,
    split: info?.split ?? null,
    embedder: info?.embedder ?? '',
    sources: info?.sources ?? [],
    sourceCount: info?.sourceCount ?? 0,
    leftOut: info?.leftOut ?? [],
    leftOutCount: info?.leftOutCount ?? 0,
  };
}

const sum = (files: readonly PinnedFile[]) => files.reduce((bytes, file) => bytes + file.bytes, 0);
