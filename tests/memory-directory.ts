/**
 * A folder of the origin private file system in memory, with the part of the API that the program uses, for tests in
 * Node. `room` is how many bytes fit in all files together.
 */
export class MemoryDirectory {
  readonly files = new Map<string, Uint8Array>();
  readonly folders = new Map<string, MemoryDirectory>();
  room = Infinity;
  /** What a full disk does: the standard throws, Chromium writes what fits, and opens no file where nothing fits at all. */
  whenFull: 'throws' | 'writes less' | 'opens no file' = 'throws';
  #locked = new Set<string>();

  /** Typed as the real thing, which has more than the program uses. */
  get handle(): FileSystemDirectoryHandle {
    return this as unknown as FileSystemDirectoryHandle;
  }

  async getFileHandle(name: string, options: { create?: boolean } = {}) {
    if (!this.files.has(name)) {
      if (!options.create) throw new DOMException(`no file ${name}`, 'NotFoundError');
      this.files.set(name, new Uint8Array());
    }
    return this.#fileHandle(name);
  }

  async getDirectoryHandle(name: string, options: { create?: boolean } = {}) {
    const folder = this.folders.get(name) ?? new MemoryDirectory();
    if (!this.folders.has(name) && !options.create) {
      throw new DOMException(`no folder ${name}`, 'NotFoundError');
    }
    this.folders.set(name, folder);
    return folder.handle;
  }

  async removeEntry(name: string) {
    if (!this.files.delete(name) && !this.folders.delete(name))
      throw new DOMException(`no file ${name}`, 'NotFoundError');
  }

  async *entries() {
    for (const name of [...this.files.keys()]) yield [name, this.#fileHandle(name)] as const;
    for (const name of [...this.folders.keys()]) yield [name, { kind: 'directory' }] as const;
  }

  #fileHandle(name: string) {
    return {
      kind: 'file' as const,
      getFile: async () => new Blob([this.#bytes(name) as Uint8Array<ArrayBuffer>]),
      move: async (to: string) => {
        if (this.#locked.has(name)) {
          throw new DOMException('locked', 'NoModificationAllowedError');
        }
        this.files.set(to, this.#bytes(name));
        this.files.delete(name);
      },
      createSyncAccessHandle: async () => {
        if (this.#locked.has(name)) {
          throw new DOMException('locked', 'NoModificationAllowedError');
        }
        if (this.whenFull === 'opens no file' && this.#used() >= this.room) {
          throw new DOMException('full', 'QuotaExceededError');
        }
        this.#locked.add(name);
        return this.#accessHandle(name);
      },
    };
  }

  #accessHandle(name: string) {
    return {
      getSize: () => this.#bytes(name).length,
      truncate: (size: number) => this.files.set(name, this.#bytes(name).slice(0, size)),
      flush: () => undefined,
      close: () => this.#locked.delete(name),
      read: (into: Uint8Array, { at }: { at: number }) => {
        const piece = this.#bytes(name).subarray(at, at + into.length);
        into.set(piece);
        return piece.length;
      },
      write: (bytes: Uint8Array, { at }: { at: number }) => {
        const used = this.#used();
        if (used + bytes.length > this.room) {
          if (this.whenFull === 'throws') throw new DOMException('full', 'QuotaExceededError');
          return Math.max(0, this.room - used);
        }
        const old = this.#bytes(name);
        const grown = new Uint8Array(Math.max(old.length, at + bytes.length));
        grown.set(old);
        grown.set(bytes, at);
        this.files.set(name, grown);
        return bytes.length;
      },
    };
  }

  #used(): number {
    return [...this.files.values()].reduce((sum, file) => sum + file.length, 0);
  }

  #bytes(name: string): Uint8Array {
    const bytes = this.files.get(name);
    if (!bytes) throw new DOMException(`no file ${name}`, 'NotFoundError');
    return bytes;
  }
}
