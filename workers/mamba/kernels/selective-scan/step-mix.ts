import { bind, type Dispatch } from '../../../gpu/dispatch';
import type { Gpu } from '../../../gpu/gpu';
import { withLanes, type Lanes, type Matrix, type MatrixFormat } from '../matrix/matrix';
import type { ScanShape } from './scan';
import type { ScanStepBuffers } from './scan-step';
import softplusCode from './softplus.wgsl?raw';
import code from './step-mix.wgsl?raw';

/** x_proj, Δ and the selective scan of one token, in one dispatch. */
export async function compileStepMix(
  gpu: Gpu,
  shape: ScanShape & { format: MatrixFormat },
  lanes: Lanes,
) {
  const text = withLanes(`${softplusCode}\n${code}`, lanes, shape.format);
  const pipeline = await gpu.pipeline('step-mix', text, {
    COLUMNS: shape.channels,
    ROWS: shape.rank + 2 * shape.states,
    STATES: shape.states,
    RANK: shape.rank,
    LANES: lanes.lanes,
    GROUPS: lanes.groups,
  });
  const workgroups = Math.ceil(shape.channels / ((lanes.lanes * lanes.groups) / 4));
  return (b: Omit<ScanStepBuffers, 'projected'> & { xProj: Matrix }): Dispatch =>
    bind(
      gpu.device,
      pipeline,
      [b.xProj.words, b.xProj.scales, b.ug, b.dtWeight, b.terms, b.a, b.state, b.y],
      () => [workgroups, 1],
    );
}
