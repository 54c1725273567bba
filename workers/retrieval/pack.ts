import type { PackQuestion, Passage, PinnedFile } from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import type { PackEmbedder } from './find-embedder';
import { isFields, isId, isList, isString } from './is-json';
import { PieceCache } from './piece-cache';

/**
 * A corpus with its vectors and questions. On disk, in `public/packs/<id>/` as in browser storage:
 *
 * - `pack.json`: title, dimensions, embedder, and for corpora of one's own how they were made;
 * - `passages.json`, or `passages-00000.json` … : lists of {title, text};
 * - `vectors.f32`, or `vectors-00000.f32` … : as many unit vectors, little-endian f32;
 * - `questions.json`: a list of {@link PackQuestion}.
 *
 * Texts stay where they are until they are asked for: 245,624 passages are 250 MB of them.
 */
export interface Pack extends PackEmbedder {
  title: string;
  dimensions: number;
  count: number;
  questions: PackQuestion[];
  /** Throws `internal` for an id that the pack lacks. */
  passages(ids: readonly number[]): Promise<Passage[]>;
  /** All passages, piece by piece, in order. */
  passagePieces(): AsyncGenerator<Passage[]>;
  /** All vectors, piece by piece, in order; each checked to hold numbers. */
  vectorPieces(): AsyncGenerator<Float32Array>;
  /** The vectors of these ids. */
  vectors(ids: readonly number[]): Promise<Float32Array[]>;
}

/** Throws `unusable-file` where the files do not fit together or are something else. */
export async function readPack(files: BundleFiles, pinned: readonly PinnedFile[]): Promise<Pack> {
  const info = await readJson(files, 'pack.json', isInfo);
  const questions = await readJson(files, 'questions.json', isList(isQuestion));
  const { dimensions } = info;
  const texts = pieces(pinned, /^passages(-\d+)?\.json$/);
  const numbers = pieces(pinned, /^vectors(-\d+)?\.f32$/);
  if (texts.length !== numbers.length) {
    throw unusable(`it has ${texts.length} pieces of text and ${numbers.length} of vectors`);
  }
  /** Of each piece, the id of its first passage; then the count of all. */
  const firsts = [0];
  for (const { path, bytes } of numbers) {
    const rows = bytes / (4 * dimensions);
    if (!Number.isInteger(rows)) throw unusable(`${path} has ${bytes} bytes`);
    firsts.push((firsts.at(-1) ?? 0) + rows);
  }
  const count = firsts.at(-1) ?? 0;

  const textCache = new PieceCache(32, readTexts);
  const vectorCache = new PieceCache(32, readVectors);

  async function readTexts(piece: number): Promise<{ title: string; text: string }[]> {
    const path = texts[piece]?.path ?? '';
    const list = await readJson(files, path, isList(isText));
    const expected = (firsts[piece + 1] ?? 0) - (firsts[piece] ?? 0);
    if (list.length !== expected) {
      throw unusable(`${path} has ${list.length} passages for ${expected} vectors`);
    }
    return list;
  }

  async function readVectors(piece: number): Promise<Float32Array> {
    const path = numbers[piece]?.path ?? '';
    const bytes = await files.read(path);
    if (bytes.length !== numbers[piece]?.bytes) throw unusable(`${path} has another length`);
    const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
    if (!data.every(Number.isFinite)) throw unusable(`${path} holds something that is no number`);
    return data;
  }

  /** Piece and row in it. */
  function place(id: number): [piece: number, row: number] {
    if (!Number.isInteger(id) || id < 0 || id >= count) {
      throw new Failure('internal', `The pack has no passage ${id}.`);
    }
    const piece = firsts.findIndex((first) => first > id) - 1;
    return [piece, id - (firsts[piece] ?? 0)];
  }

  // A pack that is something else is refused when it is opened, not at the first question.
  if (texts.length > 0) await textCache.get(0);

  return {
    title: info.title ?? '',
    embedder: info.embedder ?? '',
    ...(info.embedderFiles ? { embedderFiles: info.embedderFiles } : {}),
    dimensions,
    count,
    questions,
    passages: (ids) =>
      Promise.all(
        ids.map(async (id) => {
          const [piece, row] = place(id);
          const passage = (await textCache.get(piece))[row];
          if (!passage) throw new Failure('internal', `The pack has no passage ${id}.`);
          return { id, title: passage.title, text: passage.text };
        }),
      ),
    async *passagePieces() {
      for (let piece = 0; piece < texts.length; piece++) {
        const first = firsts[piece] ?? 0;
        const list = await readTexts(piece);
        yield list.map(({ title, text }, row) => ({ id: first + row, title, text }));
      }
    },
    async *vectorPieces() {
      for (let piece = 0; piece < numbers.length; piece++) yield await readVectors(piece);
    },
    vectors: (ids) =>
      Promise.all(
        ids.map(async (id) => {
          const [piece, row] = place(id);
          const data = await vectorCache.get(piece);
          return data.subarray(row * dimensions, (row + 1) * dimensions);
        }),
      ),
  };
}

const pieces = (pinned: readonly PinnedFile[], name: RegExp) =>
  pinned.filter(({ path }) => name.test(path)).sort((a, b) => (a.path < b.path ? -1 : 1));

async function readJson<T>(
  files: BundleFiles,
  path: string,
  is: (value: unknown) => value is T,
): Promise<T> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(await files.read(path)));
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw unusable(`${path} is not JSON`, cause);
  }
  if (!is(value)) throw unusable(`${path} has another form than expected`);
  return value;
}

function unusable(reason: string, cause?: unknown): Failure {
  return new Failure('unusable-file', `The pack cannot be used: ${reason}.`, { cause });
}

const isInfo = (
  value: unknown,
): value is { title?: string; dimensions: number } & Partial<PackEmbedder> =>
  isFields(value) &&
  (value.title === undefined || isString(value.title)) &&
  (value.embedder === undefined || isString(value.embedder)) &&
  (value.embedderFiles === undefined || isList(isHashed)(value.embedderFiles)) &&
  isId(value.dimensions) &&
  value.dimensions > 0;

const isHashed = (value: unknown): value is { path: string; sha256: string } =>
  isFields(value) && isString(value.path) && isString(value.sha256);

const isText = (value: unknown): value is { title: string; text: string } =>
  isFields(value) && isString(value.title) && isString(value.text);

const isQuestion = (value: unknown): value is PackQuestion =>
  isFields(value) &&
  [value.id, value.question, value.answer, value.article, value.category].every(isString) &&
  isList(isString)(value.aliases) &&
  (value.split === 'examples' || value.split === 'held-out') &&
  isList(isId)(value.goldPassages);
