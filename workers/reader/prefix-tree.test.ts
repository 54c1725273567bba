import { beforeEach, expect, it } from 'vitest';
import type { Decoder, Snapshot } from './decoder';
import { PrefixTree } from './prefix-tree';

/** Every snapshot takes 10 bytes; they are disposed of in the order of `gone`. */
let gone: number[];
let context: number;
let made: number;
const decoder = {
  save: (): Snapshot => {
    const number = made++;
    return { tokens: context, bytes: 10, dispose: () => void gone.push(number) };
  },
  restore: ({ tokens }: Snapshot) => (context = tokens),
  reset: () => (context = 0),
} as unknown as Decoder;

beforeEach(() => {
  gone = [];
  context = 0;
  made = 0;
});

/** Reads segments of one token each; returns how many were known. */
function read(tree: PrefixTree, ...ids: number[]): number {
  const known = tree.resume(ids.map((id) => [id]));
  for (const id of ids.slice(known)) {
    context++;
    tree.remember([id]);
  }
  return known;
}

it('goes back to the longest known prefix of any earlier prompt', () => {
  const tree = new PrefixTree(decoder);
  expect(read(tree, 1, 2, 3)).toBe(0);
  expect(read(tree, 1, 3, 2)).toBe(1);
  expect(read(tree, 1, 2, 3, 4)).toBe(3);
  expect(context).toBe(4);
  expect(read(tree, 2)).toBe(0);
  expect(read(tree, 1, 3)).toBe(2);
  expect(context).toBe(2);
});

it('compares token ids, not their digits', () => {
  const tree = new PrefixTree(decoder);
  tree.resume([[1, 23]]);
  tree.remember([1, 23]);
  expect(tree.resume([[12, 3]])).toBe(0);
  expect(tree.resume([[1], [23]])).toBe(0);
});

it('forgets what was not used for longest, later boundaries before earlier ones', () => {
  const tree = new PrefixTree(decoder, 40);
  read(tree, 1, 2, 3); // snapshots 0, 1, 2
  read(tree, 1, 4); // snapshot 3: the bound is reached
  expect(gone).toEqual([]);
  read(tree, 5); // snapshot 4
  expect(gone).toEqual([2]);
  read(tree, 6); // snapshot 5
  expect(gone).toEqual([2, 1]);
  expect(read(tree, 1, 4)).toBe(2);
  expect(tree.kept).toEqual({ snapshots: 4, bytes: 40, limitBytes: 40 });
});

it('keeps the begin of a prompt that is too long to be kept', () => {
  const tree = new PrefixTree(decoder, 20);
  read(tree, 1, 2, 3, 4, 5);
  expect(tree.kept.snapshots).toBe(2);
  expect(read(tree, 1, 2, 3)).toBe(2);
  tree.clear();
  expect(gone).toHaveLength(made);
  expect(tree.kept.bytes).toBe(0);
});
