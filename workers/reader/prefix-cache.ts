import type { Decoder, Snapshot } from './decoder';

interface Boundary {
  /** Ids from the begin of the prompt up to the boundary. */
  ids: number[];
  snapshot: Snapshot;
}

/**
 * Snapshots of a decoder at segment boundaries of its latest prompt (question, passage 1, passage 2, …).
 *
 * The prompt is prefix-stable in k, so a prompt with another k, or with a passage changed at rank r, shares its
 * first segments with the one before and needs only the rest. Bounded: it holds the boundaries of one prompt.
 */
export class PrefixCache {
  #boundaries: Boundary[] = [];
  readonly #decoder: Decoder;

  constructor(decoder: Decoder) {
    this.#decoder = decoder;
  }

  /** Puts the decoder behind the longest known prefix of `ids`; returns its length (0: empty context). */
  resume(ids: readonly number[]): number {
    const kept = this.#boundaries.filter(
      (boundary) =>
        boundary.ids.length < ids.length && boundary.ids.every((id, i) => id === ids[i]),
    );
    for (const boundary of this.#boundaries) {
      if (!kept.includes(boundary)) boundary.snapshot.dispose();
    }
    this.#boundaries = kept;
    const longest = kept.at(-1);
    if (longest) this.#decoder.restore(longest.snapshot);
    else this.#decoder.reset();
    return longest?.ids.length ?? 0;
  }

  /** Remembers the decoder as it is now, behind `ids`. */
  remember(ids: readonly number[]): void {
    this.#boundaries.push({ ids: [...ids], snapshot: this.#decoder.save() });
  }

  get bytes(): number {
    return this.#boundaries.reduce((sum, boundary) => sum + boundary.snapshot.bytes, 0);
  }

  clear(): void {
    for (const boundary of this.#boundaries) boundary.snapshot.dispose();
    this.#boundaries = [];
  }
}
