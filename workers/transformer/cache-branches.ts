import type { Choice, Snapshot } from '../reader/decoder';
import type { KeptRows, KeyValueCache } from './key-value-cache';

/**
 * Snapshots of a key-value cache that outlive what is written over them.
 *
 * A graph wants the rows of a context side by side, so one cache holds one context at a time. While its rows lie there, a
 * snapshot is a number of rows and costs nothing. Before rows are written over, those that a snapshot counts on are copied
 * aside, and copied back when it is restored: every row lies in one place. A snapshot owns the rows since the one before it.
 */
export class CacheBranches {
  readonly #cache: KeyValueCache;
  /** The snapshots whose rows lie in the cache, each behind its parent. */
  #inPlace: CacheSnapshot[] = [];

  constructor(cache: KeyValueCache) {
    this.#cache = cache;
  }

  /** To be called before rows are written behind `cache.tokens`. */
  setAside(): void {
    const staying = this.#inPlace.filter(({ tokens }) => tokens <= this.#cache.tokens);
    for (const snapshot of this.#inPlace.slice(staying.length)) {
      snapshot.aside = this.#cache.take(snapshot.from, snapshot.tokens);
    }
    this.#inPlace = staying;
  }

  save(choice: Choice | undefined): CacheSnapshot {
    this.setAside();
    const { tokens } = this.#cache;
    const snapshot = new CacheSnapshot(tokens, choice, this.#inPlace.at(-1), (one) => {
      this.#inPlace = this.#inPlace.filter((other) => other !== one);
    });
    this.#inPlace.push(snapshot);
    return snapshot;
  }

  restore(snapshot: CacheSnapshot): void {
    const missing: CacheSnapshot[] = [];
    let last: CacheSnapshot | undefined = snapshot;
    for (; last && !this.#inPlace.includes(last); last = last.parent) missing.unshift(last);
    this.#cache.tokens = last?.tokens ?? 0;
    if (missing.length > 0) this.setAside();
    for (const one of missing) {
      if (!one.aside)
        throw new Error('This snapshot is foreign, or one before it was disposed of.');
      this.#cache.put(one.aside);
      one.aside.dispose();
      one.aside = undefined;
      this.#inPlace.push(one);
    }
  }
}

/** The rows `from` to `tokens` of a context whose earlier rows are its parent's. */
export class CacheSnapshot implements Snapshot {
  readonly tokens: number;
  readonly choice: Choice | undefined;
  readonly parent: CacheSnapshot | undefined;
  readonly #onDispose: (snapshot: CacheSnapshot) => void;
  /** Its rows while others lie in their place. */
  aside: KeptRows | undefined;

  constructor(
    tokens: number,
    choice: Choice | undefined,
    parent: CacheSnapshot | undefined,
    onDispose: (snapshot: CacheSnapshot) => void,
  ) {
    this.tokens = tokens;
    this.choice = choice;
    this.parent = parent;
    this.#onDispose = onDispose;
  }

  get from(): number {
    return this.parent?.tokens ?? 0;
  }

  /** Beyond the cache itself. */
  get bytes(): number {
    return this.aside?.bytes ?? 0;
  }

  dispose(): void {
    this.aside?.dispose();
    this.aside = undefined;
    this.#onDispose(this);
  }
}
