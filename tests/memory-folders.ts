import { MemoryDirectory } from './memory-directory';

/** Thrown by everything that is tried after the kill. */
export class Killed extends Error {}

interface Life {
  killAfter: number;
  generation: number;
  changes: number;
  torn: (bytes: Uint8Array) => Uint8Array;
}

const byHalf = (bytes: Uint8Array) => bytes.subarray(0, Math.floor(bytes.length / 2));

/**
 * A root of the origin private file system in memory: folders of folders of {@link MemoryDirectory}. `killAfter` counts
 * changes down (a write, a new file, a rename, a removal): at zero the one in hand is done by half, or as `torn` says, and
 * the process is dead. {@link revive} is the reload after it.
 */
export class MemoryFolders {
  readonly folders = new Map<string, MemoryFolders>();
  readonly files = new MemoryDirectory();
  readonly #life: Life;

  constructor(life: Life = { killAfter: Infinity, generation: 0, changes: 0, torn: byHalf }) {
    this.#life = life;
  }

  /** Made so far. */
  get changes(): number {
    return this.#life.changes;
  }
  /** What is on the disk of a write that the kill interrupts. */
  set torn(torn: Life['torn']) {
    this.#life.torn = torn;
  }

  set killAfter(changes: number) {
    this.#life.killAfter = changes;
  }
  get dead(): boolean {
    return this.#life.killAfter < 0;
  }
  revive(): void {
    this.#life.killAfter = Infinity;
    this.#life.generation++;
  }

  get handle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  async getDirectoryHandle(name: string, options: { create?: boolean } = {}) {
    let folder = this.folders.get(name);
    if (!folder) {
      if (!options.create) throw new DOMException(`no folder ${name}`, 'NotFoundError');
      this.#change();
      folder = new MemoryFolders(this.#life);
      this.folders.set(name, folder);
    }
    return folder.handle;
  }

  async getFileHandle(name: string, options: { create?: boolean } = {}) {
    if (!this.files.files.has(name) && options.create) this.#change();
    const handle = await this.files.getFileHandle(name, options);
    const { generation } = this.#life;
    const change = () => this.#change(generation);
    return {
      ...handle,
      move: async (to: string) => {
        change();
        await handle.move(to);
      },
      createSyncAccessHandle: async () => {
        // A handle of a process that was killed is closed with it.
        const access = await handle.createSyncAccessHandle();
        if (this.dead) access.close();
        return {
          ...access,
          truncate: (size: number) => {
            change();
            access.truncate(size);
          },
          write: (bytes: Uint8Array, options: { at: number }) => {
            try {
              change();
            } catch (error) {
              if (this.#life.killAfter === -1) {
                access.write(this.#life.torn(bytes), options);
              }
              throw error;
            }
            return access.write(bytes, options);
          },
        };
      },
    };
  }

  async removeEntry(name: string) {
    try {
      this.#change();
    } catch (error) {
      const files = this.folders.get(name)?.files.files;
      if (files && this.#life.killAfter === -1) {
        for (const file of [...files.keys()].slice(0, Math.ceil(files.size / 2)))
          files.delete(file);
      }
      throw error;
    }
    if (!this.folders.delete(name)) await this.files.removeEntry(name);
  }

  async *entries() {
    for (const name of [...this.folders.keys()]) yield [name, { kind: 'directory' }] as const;
    yield* this.files.entries();
  }

  #change(generation = this.#life.generation): void {
    if (this.#life.killAfter < 0 || generation !== this.#life.generation) throw new Killed();
    this.#life.changes++;
    if (--this.#life.killAfter < 0) throw new Killed();
  }
}
