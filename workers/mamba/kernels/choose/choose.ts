import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import { withFormat, type Matrix } from '../matrix/matrix';
import { partialsOf, type HeadShape } from '../step-head/step-head';
import type { Lanes } from '../matrix/matrix';
import code from './choose.wgsl?raw';

/** Bytes of a choice: id (u32) and log-probability (f32). */
export const CHOICE_BYTES = 8;

/** The greedy token and the logarithm of its probability; its embedding becomes `hidden`, the next step's input. */
export async function compileChoose(gpu: Gpu, shape: HeadShape, lanes: Lanes) {
  const pipeline = await gpu.pipeline('choose', withFormat(code, shape.format), {
    PARTIALS: partialsOf(shape, lanes),
    ROWS: shape.vocabulary,
    COLUMNS: shape.width,
  });
  return (b: { w: Matrix; partials: Binding; choice: Binding; hidden: Binding }): Dispatch =>
    bind(gpu.device, pipeline, [b.w.words, b.w.scales, b.partials, b.choice, b.hidden], () => [
      1, 1,
    ]);
}
