import type { Gpu } from '../../../gpu/gpu';
import { at, ROUNDING, worstRatio, type Expected } from '../compare';
import { randomMatrix, uploadMatrix, type HostMatrix } from '../matrix/host-matrix';
import type { MatrixFormat } from '../matrix/matrix';
import { runOnce } from '../run-once';
import { compileEmbedding } from './embedding';

export async function checkEmbedding(
  gpu: Gpu,
  check: { vocabulary: number; width: number; tokens: number; format: MatrixFormat },
): Promise<number> {
  const { vocabulary, width, tokens, format } = check;
  const table = randomMatrix(format, vocabulary, width, 1);
  const ids = Uint32Array.from({ length: tokens }, (_, i) => (i * 7 + vocabulary - 1) % vocabulary);
  const embed = await compileEmbedding(gpu, width, format);
  const hidden = gpu.storage('hidden', 4 * tokens * width);
  const dispatch = embed({
    ids: gpu.upload('ids', ids),
    table: uploadMatrix(gpu, table),
    hidden,
  });
  return worstRatio(await runOnce(gpu, [dispatch], tokens, hidden), reference(table, ids));
}

/** Rows of the table; a weight is one product of exact numbers, so one rounding (and WGSL may take tiny numbers for zero). */
function reference({ weights, columns }: HostMatrix, ids: Uint32Array): Expected {
  const values = new Float64Array(ids.length * columns);
  for (const [token, id] of ids.entries()) {
    for (let k = 0; k < columns; k++) {
      values[token * columns + k] = at(weights, id * columns + k);
    }
  }
  return { values, tolerances: values.map((value) => 2 * ROUNDING * Math.abs(value) + 1e-30) };
}
