/** Rows of one layer's attention that are asked for. */
export interface AttentionLayer {
  /** [rows, heads, size], rotated, of the context's last tokens. */
  queries: Float32Array;
  /** [tokens, heads, size], rotated, of the whole context. */
  keys: Float32Array;
  rows: number;
  heads: number;
}

/**
 * [heads, rows, tokens]: softmax(q · k / √size) of the context's last tokens, in f64. A token sees itself and all before.
 * What the graph computes in f32 from the same numbers, without the square of all tokens.
 */
export function attentionRows({ queries, keys, rows, heads }: AttentionLayer): Float32Array {
  const width = queries.length / rows;
  const size = width / heads;
  const tokens = keys.length / width;
  const attention = new Float32Array(heads * rows * tokens);
  const scores = new Float64Array(tokens);
  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < rows; row++) {
      const seen = tokens - rows + row + 1;
      const query = row * width + head * size;
      let largest = -Infinity;
      for (let token = 0; token < seen; token++) {
        const key = token * width + head * size;
        let dot = 0;
        for (let at = 0; at < size; at++) {
          dot += (queries[query + at] ?? NaN) * (keys[key + at] ?? NaN);
        }
        scores[token] = dot / Math.sqrt(size);
        largest = Math.max(largest, scores[token] ?? NaN);
      }
      let sum = 0;
      for (let token = 0; token < seen; token++) {
        sum += scores[token] = Math.exp((scores[token] ?? NaN) - largest);
      }
      const to = (head * rows + row) * tokens;
      for (let token = 0; token < seen; token++) {
        attention[to + token] = (scores[token] ?? NaN) / sum;
      }
    }
  }
  return attention;
}
