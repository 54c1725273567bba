import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import { withFormat, type Matrix, type MatrixFormat } from '../matrix/matrix';
import code from './embedding.wgsl?raw';

/** Rows of an embedding table: ids [tokens] → hidden [tokens, width]. */
export async function compileEmbedding(gpu: Gpu, width: number, format: MatrixFormat) {
  const pipeline = await gpu.pipeline('embedding', withFormat(code, format), { COLUMNS: width });
  return (buffers: { ids: Binding; table: Matrix; hidden: Binding }): Dispatch =>
    bind(
      gpu.device,
      pipeline,
      [buffers.table.words, buffers.table.scales, buffers.ids, buffers.hidden],
      (tokens) => [tokens, 1],
    );
}
