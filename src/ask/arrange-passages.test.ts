import { expect, it } from 'vitest';
import { arrangePassages } from './arrange-passages';

const retrieved = [4, 7, 1, 9].map((id, at) => ({
  id,
  title: 't',
  text: `text ${id}`,
  rank: at + 1,
}));
const nothing = { order: [], edits: new Map<number, string>() };
const ids = (passages: { id: number }[]) => passages.map(({ id }) => id);

it('leaves what was retrieved as it is', () => {
  expect(arrangePassages(retrieved, nothing)).toEqual(retrieved);
});

it('keeps the order wished when k moves: new passages come last, old ones back to their place', () => {
  const order = [1, 4, 7];
  expect(ids(arrangePassages(retrieved, { ...nothing, order }))).toEqual([1, 4, 7, 9]);
  expect(ids(arrangePassages(retrieved.slice(0, 2), { ...nothing, order }))).toEqual([4, 7]);
});

it('takes other words for a passage and keeps its rank', () => {
  const edits = new Map([[7, 'other words']]);
  expect(arrangePassages(retrieved, { ...nothing, edits })[1]).toEqual({
    id: 7,
    title: 't',
    text: 'other words',
    rank: 2,
  });
  expect(retrieved[1]?.text).toBe('text 7');
});
