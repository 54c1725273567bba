import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import { withLanes, type Lanes, type Matrix, type MatrixFormat } from '../matrix/matrix';
import code from './step-head.wgsl?raw';

export interface HeadShape {
  vocabulary: number;
  width: number;
  epsilon: number;
  format: MatrixFormat;
}

/** Bytes of what one workgroup knows of its logits. */
export const PARTIAL_BYTES = 16;

/** Workgroups of the head, each with one partial result. */
export const partialsOf = (
  { vocabulary }: Pick<HeadShape, 'vocabulary'>,
  { groups }: Lanes,
): number => Math.ceil(vocabulary / 4 / groups);

/** logits [vocabulary] = norm(hidden) · embeddingᵀ and, per workgroup, what the choice needs of them. */
export async function compileStepHead(gpu: Gpu, shape: HeadShape, lanes: Lanes) {
  const pipeline = await gpu.pipeline('step-head', withLanes(code, lanes, shape.format), {
    COLUMNS: shape.width,
    ROWS: shape.vocabulary,
    EPSILON: shape.epsilon,
    LANES: lanes.lanes,
    GROUPS: lanes.groups,
  });
  const workgroups = partialsOf(shape, lanes);
  return (b: {
    w: Matrix;
    hidden: Binding;
    norm: Binding;
    logits: Binding;
    partials: Binding;
  }): Dispatch =>
    bind(
      gpu.device,
      pipeline,
      [b.w.words, b.w.scales, b.hidden, b.norm, b.logits, b.partials],
      () => [workgroups, 1],
    );
}
