import type { Passage } from '../../workers/contract';

/** What a person has made of the retrieved passages; nothing of it is a new retrieval. */
export interface Arrangement {
  /** Ids in the order wished; whoever is not named comes behind, by rank. */
  order: readonly number[];
  /** Other words for a passage, by id. */
  edits: ReadonlyMap<number, string>;
}

/** The retrieved passages in the order wished, with the words wished. */
export function arrangePassages<P extends Passage>(
  retrieved: readonly P[],
  { order, edits }: Arrangement,
): P[] {
  const place = new Map(order.map((id, at) => [id, at]));
  const placeOf = ({ id }: P) => place.get(id) ?? order.length;
  return [...retrieved]
    .sort((a, b) => placeOf(a) - placeOf(b)) // a stable sort
    .map((passage) => ({ ...passage, text: edits.get(passage.id) ?? passage.text }));
}
