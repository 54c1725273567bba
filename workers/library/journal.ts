import type { PinnedFile } from '../contract';
import { sha256Hex } from '../model-files/sha256-hex';
import { isFields, isId, isString } from '../retrieval/is-json';
import type { CorpusFolder } from './corpus-folder';

const JOURNAL = 'journal.jsonl';

/** What the first line says: it does not change the passages, so it is no part of the pack. */
export interface CorpusHead {
  title: string;
  /** ISO 8601. */
  createdAt: string;
}

/**
 * What of an unfinished corpus is finished. A file counts once its line is in the journal; the line is written after
 * the file is on the disk. A line that a crash cut in two is no line, and its file is written again.
 */
export class Journal {
  readonly #folder: CorpusFolder;
  readonly head: CorpusHead;
  readonly #files: Map<string, PinnedFile>;

  private constructor(folder: CorpusFolder, head: CorpusHead, files: Map<string, PinnedFile>) {
    this.#folder = folder;
    this.head = head;
    this.#files = files;
  }

  static async begin(folder: CorpusFolder, head: CorpusHead): Promise<Journal> {
    await folder.write(JOURNAL, line(head));
    return new Journal(folder, head, new Map());
  }

  /**
   * Undefined where there is no journal, or only the beginning of its first line.
   * @param repair cuts off half a line, so that it can be appended to: only under the lock
   */
  static async open(folder: CorpusFolder, repair = false): Promise<Journal | undefined> {
    const blob = await folder.read(JOURNAL);
    if (!blob) return undefined;
    const text = await blob.text();
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    const [head, ...files] = whole.split('\n').filter(Boolean).map(parse);
    if (!isHead(head)) return undefined;
    if (repair && whole !== text) await folder.replace(JOURNAL, new TextEncoder().encode(whole));
    const pinned = files.filter(isPinned).map(({ path, bytes, sha256 }) => ({
      path,
      bytes,
      sha256,
    }));
    return new Journal(folder, head, new Map(pinned.map((file) => [file.path, file])));
  }

  get files(): PinnedFile[] {
    return [...this.#files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  /** Keeps a file, and then the fact that it is kept. */
  async keep(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#folder.write(path, bytes);
    const file = { path, bytes: bytes.length, sha256: await sha256Hex(bytes) };
    await this.#folder.append(JOURNAL, line(file));
    this.#files.set(path, file);
  }

  /** Compares a kept file with its line; one that differs (a power cut may do that) no longer counts. */
  async verify(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const file = this.#files.get(path);
    const blob = file && (await this.#folder.read(path));
    if (!file) return undefined;
    const bytes = blob && new Uint8Array(await blob.arrayBuffer());
    if (bytes && bytes.length === file.bytes && (await sha256Hex(bytes)) === file.sha256) {
      return bytes;
    }
    this.#files.delete(path);
    return undefined;
  }

  end(): Promise<void> {
    return Journal.remove(this.#folder);
  }

  /** None is left; a missing one is no error. */
  static remove(folder: CorpusFolder): Promise<void> {
    return folder.remove(JOURNAL);
  }
}

const line = (value: object) => new TextEncoder().encode(`${JSON.stringify(value)}\n`);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isHead = (value: unknown): value is CorpusHead =>
  isFields(value) && isString(value.title) && isString(value.createdAt);

const isPinned = (value: unknown): value is PinnedFile =>
  isFields(value) && isString(value.path) && isId(value.bytes) && isString(value.sha256);
