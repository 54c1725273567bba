import { bind, type Binding, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import { withLanes, type Lanes, type Matrix, type MatrixFormat } from './matrix';
import code from './matvec.wgsl?raw';

export interface MatvecShape {
  rows: number;
  columns: number;
  format: MatrixFormat;
  /** y += instead of y =. */
  accumulate?: boolean;
}

/** y [rows] = x [columns] · Wᵀ, for one token. */
export async function compileMatvec(gpu: Gpu, shape: MatvecShape, lanes: Lanes) {
  const pipeline = await gpu.pipeline('matvec', withLanes(code, lanes, shape.format), {
    COLUMNS: shape.columns,
    ROWS: shape.rows,
    LANES: lanes.lanes,
    GROUPS: lanes.groups,
    ACCUMULATE: Number(shape.accumulate ?? false),
  });
  const workgroups = Math.ceil(shape.rows / 4 / lanes.groups);
  return ({ x, w, y }: { x: Binding; w: Matrix; y: Binding }): Dispatch =>
    bind(gpu.device, pipeline, [w.words, w.scales, x, y], () => [workgroups, 1]);
}
