import type { KeptPrefixes } from '../contract';
import type { Decoder, Snapshot } from './decoder';

/** The decoder's context behind one more segment. */
interface Node {
  snapshot: Snapshot;
  parent: Node | undefined;
  /** By the token ids of the segment that comes next. */
  children: Map<string, Node>;
  /** When a prompt last went through here, in prompts. */
  usedAt: number;
}

/** Enough for every boundary of k = 20 of both bundled readers: 22 states of 1.1 MB, or 4,000 rows of 28.7 kB. */
const LIMIT_BYTES = 128e6;

/**
 * Snapshots of a decoder at segment boundaries of the prompts that it has read (question, passage 1, passage 2, …), as a tree:
 * prompts that begin with the same segments share them. So another k, another order or a passage left out computes only
 * what comes behind the longest prefix that any earlier prompt had. Bounded in bytes; what was not used for longest goes first.
 */
export class PrefixTree {
  readonly #decoder: Decoder;
  readonly #limitBytes: number;
  #roots = new Map<string, Node>();
  /** Where the prompt in hand is in the tree; 'outside' if its last boundary was not kept. */
  #at: Node | undefined | 'outside';
  #prompts = 0;

  constructor(decoder: Decoder, limitBytes = LIMIT_BYTES) {
    this.#decoder = decoder;
    this.#limitBytes = limitBytes;
  }

  /** Begins a prompt: puts the decoder behind its longest known prefix and returns how many segments that has. */
  resume(segments: readonly (readonly number[])[]): number {
    this.#prompts++;
    let known = 0;
    this.#at = undefined;
    for (const ids of segments) {
      const next = this.#childrenOf(this.#at).get(keyOf(ids));
      if (!next) break;
      next.usedAt = this.#prompts;
      this.#at = next;
      known++;
    }
    if (this.#at) this.#decoder.restore(this.#at.snapshot);
    else this.#decoder.reset();
    return known;
  }

  /** The decoder has read this segment too: remembers it as it is now, or as it was then, if `snapshot` is of then. */
  remember(ids: readonly number[], snapshot?: Snapshot): void {
    if (this.#at === 'outside') {
      snapshot?.dispose();
      return;
    }
    const node: Node = {
      snapshot: snapshot ?? this.#decoder.save(),
      parent: this.#at,
      children: new Map(),
      usedAt: this.#prompts,
    };
    this.#childrenOf(this.#at).set(keyOf(ids), node);
    this.#at = node;
    this.trim();
  }

  /** Forgets what was not used for longest until the bound is kept. A decoder's snapshots may grow when it moves on. */
  trim(): void {
    for (let { bytes } = this.kept; bytes > this.#limitBytes; { bytes } = this.kept) {
      // A prompt uses all nodes on its way, so the one that was not used for longest is never above a newer one.
      const [oldest] = this.#nodes()
        .filter(({ children }) => children.size === 0)
        .sort((a, b) => a.usedAt - b.usedAt);
      if (!oldest) return;
      const siblings = this.#childrenOf(oldest.parent);
      for (const [key, node] of siblings) if (node === oldest) siblings.delete(key);
      oldest.snapshot.dispose();
      if (this.#at === oldest) this.#at = 'outside';
    }
  }

  get kept(): KeptPrefixes {
    const nodes = this.#nodes();
    const bytes = nodes.reduce((sum, { snapshot }) => sum + snapshot.bytes, 0);
    return { snapshots: nodes.length, bytes, limitBytes: this.#limitBytes };
  }

  clear(): void {
    for (const { snapshot } of this.#nodes().reverse()) snapshot.dispose();
    this.#roots.clear();
    this.#at = undefined;
  }

  #childrenOf(node: Node | undefined): Map<string, Node> {
    return node?.children ?? this.#roots;
  }

  /** Every node, parents before their children. */
  #nodes(): Node[] {
    const nodes = [...this.#roots.values()];
    for (const node of nodes) nodes.push(...node.children.values());
    return nodes;
  }
}

const keyOf = (ids: readonly number[]): string => ids.join(',');
