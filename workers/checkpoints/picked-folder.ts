import type { PickedFile } from '../contract';
import { Failure } from '../failure';

const LONGEST_JSON = 64e6;
/** More files than any model has: somebody chose a whole disk. */
const MOST_FILES = 2000;

/** The files of one model folder, by their paths below it. */
export class PickedFolder {
  readonly name: string;
  readonly #files: ReadonlyMap<string, Blob>;

  private constructor(name: string, files: ReadonlyMap<string, Blob>) {
    this.name = name;
    this.#files = files;
  }

  /** The folder of the highest `config.json`: people pick the folder, the one above, or the files. */
  static of(picked: readonly PickedFile[]): PickedFolder {
    if (picked.length > MOST_FILES) {
      throw new Failure(
        'unusable-file',
        `There are more than ${MOST_FILES} files. Choose the folder of one model.`,
      );
    }
    const depth = (path: string) => path.split('/').length;
    const [config] = picked
      .filter(({ path }) => /(^|\/)config\.json$/.test(path))
      .sort((a, b) => depth(a.path) - depth(b.path));
    if (!config) {
      throw new Failure(
        'unusable-file',
        `There is no config.json among ${picked.length} files. Choose the folder of a model as Hugging Face lays it out: config.json, tokenizer.json and weights as *.safetensors or onnx/*.onnx.`,
      );
    }
    const root = config.path.slice(0, -'config.json'.length);
    const below = picked
      .filter(({ path }) => path.startsWith(root))
      .map(({ path, file }) => [path.slice(root.length), file] as const);
    return new PickedFolder(root.split('/').at(-2) ?? 'model', new Map(below));
  }

  get paths(): string[] {
    return [...this.#files.keys()];
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Throws `unusable-file`. */
  file(path: string): Blob {
    const file = this.#files.get(path);
    if (!file) throw new Failure('unusable-file', `The folder has no ${path}.`);
    return file;
  }

  /** An object of a JSON file. Throws `unusable-file`. */
  async json(path: string): Promise<Record<string, unknown>> {
    const file = this.file(path);
    if (file.size > LONGEST_JSON) {
      throw new Failure(
        'unusable-file',
        `${path} has ${file.size} bytes: that is no settings file.`,
      );
    }
    let value: unknown;
    try {
      value = JSON.parse(await file.text());
    } catch (cause) {
      throw new Failure('unusable-file', `${path} is not JSON.`, { cause });
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw new Failure('unusable-file', `${path} is no JSON object.`);
    }
    return value as Record<string, unknown>;
  }

  async optionalJson(path: string): Promise<Record<string, unknown>> {
    return this.has(path) ? this.json(path) : {};
  }
}
