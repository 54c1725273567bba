import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import type { U8Matrix } from '../matmul-u8/matmul-u8';
import code from './embedding.wgsl?raw';

/** Rows of an embedding table: ids [tokens] → hidden [tokens, width]. */
export async function compileEmbedding(gpu: Gpu, width: number) {
  const pipeline = await gpu.pipeline('embedding', code, { WIDTH: width });
  return (buffers: { ids: Binding; table: U8Matrix; hidden: Binding }): Dispatch =>
    bind(
      gpu.device,
      pipeline,
      [buffers.ids, buffers.table.words, buffers.table.scales, buffers.hidden],
      (tokens) => [tokens, 1],
    );
}
