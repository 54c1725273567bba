import type { PackQuestion, Passage } from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import type { Vectors } from './vector-index';

/** A corpus with its vectors and questions, as `public/packs/<id>/` holds it. */
export interface Pack {
  title: string;
  passages: Passage[];
  vectors: Vectors;
  questions: PackQuestion[];
}

/** Throws `unusable-file` where the files do not fit together or are something else. */
export async function readPack(files: BundleFiles): Promise<Pack> {
  const info = await readJson(files, 'pack.json', isInfo);
  const texts = await readJson(files, 'passages.json', isList(isText));
  const questions = await readJson(files, 'questions.json', isList(isQuestion));
  const bytes = await files.read('vectors.f32');
  const { dimensions } = info;
  if (bytes.length !== texts.length * dimensions * 4) {
    throw unusable(`vectors.f32 has ${bytes.length} bytes for ${texts.length} passages`);
  }
  const data = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  if (!data.every(Number.isFinite)) throw unusable('vectors.f32 holds something that is no number');
  return {
    title: info.title,
    passages: texts.map(({ title, text }, id) => ({ id, title, text })),
    vectors: { data, dimensions, count: texts.length },
    questions,
  };
}

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

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isString = (value: unknown): value is string => typeof value === 'string';
const isId = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;
const isList =
  <T>(is: (value: unknown) => value is T) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) && value.every(is);

const isInfo = (value: unknown): value is { title: string; dimensions: number } =>
  isFields(value) && isString(value.title) && isId(value.dimensions) && value.dimensions > 0;

const isText = (value: unknown): value is { title: string; text: string } =>
  isFields(value) && isString(value.title) && isString(value.text);

const isQuestion = (value: unknown): value is PackQuestion =>
  isFields(value) &&
  [value.id, value.question, value.answer, value.article, value.category].every(isString) &&
  isList(isString)(value.aliases) &&
  (value.split === 'examples' || value.split === 'held-out') &&
  isList(isId)(value.goldPassages);
