import type { KeptModel } from '../contract';
import { Failure } from '../failure';
import { FileStore } from '../model-files/file-store';
import { OWN_MODELS } from '../model-files/open-bundle';

const RECORD = 'record.json';

/**
 * Models of one's own in the origin private file system: a folder each, with the files by hash and, written last, a record.
 * A folder without a record is what a crash left and is removed.
 */
export class KeptModels {
  readonly #root: FileSystemDirectoryHandle;

  constructor(root: FileSystemDirectoryHandle) {
    this.#root = root;
  }

  /** Throws `storage-unavailable`. */
  static async open(): Promise<KeptModels> {
    try {
      const origin = await navigator.storage.getDirectory();
      return new KeptModels(await origin.getDirectoryHandle(OWN_MODELS, { create: true }));
    } catch (cause) {
      throw new Failure('storage-unavailable', `No file storage: ${String(cause)}.`, { cause });
    }
  }

  /** By the time that they were added. */
  async list(): Promise<KeptModel[]> {
    const found: KeptModel[] = [];
    for await (const [name, handle] of this.#root.entries()) {
      if (handle.kind !== 'directory') continue;
      const record = await this.#record(name);
      if (record) found.push(record);
    }
    return found.sort((a, b) => (a.addedAt < b.addedAt ? -1 : 1));
  }

  /** Throws `files-missing`. */
  async get(id: string): Promise<KeptModel> {
    const record = await this.#record(nameOf(id));
    if (!record) throw new Failure('files-missing', `The model ${id} is not here any more.`);
    return record;
  }

  /** Removes folders without a record. Only while nothing is being kept, in any tab. */
  async removeLeftovers(): Promise<void> {
    const names: string[] = [];
    for await (const [name, handle] of this.#root.entries()) {
      if (handle.kind === 'directory' && !(await this.#record(name))) names.push(name);
    }
    for (const name of names) await this.#root.removeEntry(name, { recursive: true });
  }

  /** The store of a model, made if need be. */
  async store(id: string): Promise<FileStore> {
    return new FileStore(await this.#root.getDirectoryHandle(nameOf(id), { create: true }));
  }

  /** From here on the model is there, or is as it was before. */
  async write(model: KeptModel): Promise<void> {
    const folder = await this.#root.getDirectoryHandle(nameOf(model.manifest.id));
    const part = await folder.getFileHandle(`${RECORD}.part`, { create: true });
    const handle = await part.createSyncAccessHandle();
    try {
      const bytes = new TextEncoder().encode(JSON.stringify(model));
      handle.truncate(0);
      if (handle.write(bytes, { at: 0 }) !== bytes.length) {
        throw new Failure('quota-exceeded', 'No room for the record of the model.');
      }
      handle.flush();
    } finally {
      handle.close();
    }
    // In all engines since 2023, but not yet in TypeScript's library.
    await (part as FileSystemFileHandle & { move(name: string): Promise<void> }).move(RECORD);
  }

  /** The record first: a crash in between must not leave a model without its files. */
  async remove(id: string): Promise<void> {
    try {
      const folder = await this.#root.getDirectoryHandle(nameOf(id));
      await folder.removeEntry(RECORD).catch(ignoreMissing);
      await this.#root.removeEntry(nameOf(id), { recursive: true });
    } catch (error) {
      ignoreMissing(error);
    }
  }

  async #record(name: string): Promise<KeptModel | undefined> {
    try {
      const folder = await this.#root.getDirectoryHandle(name);
      const file = await (await folder.getFileHandle(RECORD)).getFile();
      return JSON.parse(await file.text()) as KeptModel;
    } catch (error) {
      if (isMissing(error) || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}

const nameOf = (id: string) => id.replace(/^own\//, '');

function ignoreMissing(error: unknown): void {
  if (!isMissing(error)) throw error;
}

const isMissing = (error: unknown) =>
  error instanceof DOMException && error.name === 'NotFoundError';
