import { expect, it } from 'vitest';
import { seededRandom } from '../../tests/clustered-vectors';
import { CodeRows } from './code-rows';

it.each([
  [1, 1],
  [3, 8],
  [5, 17],
  [9000, 24],
  [300, 384],
  [20, 4096],
])('%i rows of %i numbers: the products of plain integers', (count, width) => {
  const random = seededRandom(width);
  const draw = () => Math.round(254 * random()) - 127;
  const rows = new CodeRows(count, width);
  const plain = Array.from({ length: count }, () => Array.from({ length: width }, draw));
  // The largest sums that there can be.
  plain[0]?.fill(127);
  if (count > 1) plain[count - 1]?.fill(-127);
  for (const [id, row] of plain.entries()) rows.row(id).set(row);
  for (const query of [new Array<number>(width).fill(127), Array.from({ length: width }, draw)]) {
    const found: number[] = [];
    for (const { first, products } of rows.products(Int8Array.from(query))) {
      expect(first).toBe(found.length);
      found.push(...products);
    }
    expect(found).toEqual(
      plain.map((row) => row.reduce((sum, one, at) => sum + one * (query[at] ?? 0), 0)),
    );
  }
});
