import { expect, it } from 'vitest';
import { attentionRows } from './attention-rows';

it('is softmax(q · k / √size) over all tokens up to the row’s own, as all pairs computed directly give it', () => {
  const [tokens, heads, size, rows] = [7, 3, 4, 2] as const;
  const number = (seed: number) => Math.fround(2 * Math.sin(12.9898 * seed));
  const random = (length: number, seed: number) =>
    Float32Array.from({ length }, (_, at) => number(seed + at));
  const keys = random(tokens * heads * size, 1);
  const queries = random(tokens * heads * size, 500);
  const last = queries.slice((tokens - rows) * heads * size);
  const attention = attentionRows({ queries: last, keys, rows, heads });
  expect(attention).toHaveLength(heads * rows * tokens);

  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < rows; row++) {
      const query = tokens - rows + row;
      const exponentials = Array.from({ length: tokens }, (_, token) => {
        let dot = 0;
        for (let at = 0; at < size; at++) {
          const q = queries[(query * heads + head) * size + at] ?? NaN;
          dot += q * (keys[(token * heads + head) * size + at] ?? NaN);
        }
        return token <= query ? Math.exp(dot / Math.sqrt(size)) : 0;
      });
      const sum = exponentials.reduce((a, b) => a + b, 0);
      for (let token = 0; token < tokens; token++) {
        const weight = attention[(head * rows + row) * tokens + token];
        expect(weight).toBeCloseTo((exponentials[token] ?? NaN) / sum, 6);
      }
    }
  }
});
