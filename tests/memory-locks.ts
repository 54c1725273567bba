/** The part of the Web Locks that the program uses, for tests of several tabs in Node. */
export class MemoryLocks {
  readonly #held = new Map<string, Promise<unknown>>();

  async request<T>(
    name: string,
    options: { signal?: AbortSignal; ifAvailable?: boolean },
    work: (lock: object | null) => Promise<T> | T,
  ): Promise<T> {
    const before = this.#held.get(name);
    if (before && options.ifAvailable) return work(null);
    const { signal } = options;
    let given = false;
    const turn = (async () => {
      await before;
      signal?.throwIfAborted();
      given = true;
      return work({});
    })();
    const end = turn.then(ignore, ignore).then(() => {
      if (this.#held.get(name) === end) this.#held.delete(name);
    });
    this.#held.set(name, end);
    // A wish that is withdrawn before its turn hears of it at once.
    return new Promise<T>((resolve, reject) => {
      turn.then(resolve, reject);
      signal?.addEventListener('abort', () => {
        if (!given) reject(signal.reason as Error);
      });
    });
  }
}

const ignore = () => undefined;
