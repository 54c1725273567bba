import type { Gpu } from '../gpu/gpu';
import type { Lanes } from './kernels/matrix/matrix';
import type { MatmulTile } from './kernels/matrix/matmul';
import type { ScanTiling } from './kernels/selective-scan/scan';

/** Which variant of each kernel computes. All give the same within their bounds; which is fastest depends on the GPU. */
export interface Plan {
  step: StepPlan;
  prefill: PrefillPlan;
}

/** Decoding: how invocations share the rows of matrices. */
export interface StepPlan {
  in: Lanes;
  matvec: Lanes;
  head: Lanes;
  /** x_proj together with the scan step, by these lanes; null: a dispatch each. */
  mix: Lanes | null;
}

export interface PrefillPlan {
  scan: ScanTiling;
  matmul: MatmulTile;
}

/** Works on every device: no subgroups, WebGPU's guaranteed 256 invocations and 16 KiB of workgroup memory. */
export const SAFE_PLAN: Plan = {
  step: {
    in: { subgroups: false, lanes: 16, groups: 8 },
    matvec: { subgroups: false, lanes: 16, groups: 4 },
    head: { subgroups: false, lanes: 16, groups: 8 },
    mix: null,
  },
  prefill: {
    scan: { width: 8, slots: 16, tokens: 8 },
    matmul: { tokens: 64, rows: 64, tokenQuads: 1, rowQuads: 1, depth: 16, slices: 1 },
  },
};

/** What is worth trying on a device, the safe plan first; `choosePlan` measures which of them is fastest there. */
export function candidates({ subgroupSize }: Gpu): { step: StepPlan[]; prefill: PrefillPlan[] } {
  const steps = [SAFE_PLAN.step];
  if (subgroupSize >= 4) {
    const lanes = Math.min(32, subgroupSize);
    const of = (groups: number): Lanes => ({ subgroups: true, lanes, groups });
    const shared = { in: of(4), matvec: of(2), head: of(8) };
    steps.push({ ...shared, mix: null }, { ...shared, mix: of(256 / lanes) });
  }
  const { scan, matmul } = SAFE_PLAN.prefill;
  return {
    step: steps,
    prefill: [
      SAFE_PLAN.prefill,
      { scan: { ...scan, slots: 32 }, matmul: { ...matmul, tokenQuads: 2 } },
      {
        scan: { ...scan, tokens: 16 },
        matmul: { tokens: 128, rows: 128, tokenQuads: 2, rowQuads: 2, depth: 16, slices: 1 },
      },
      // Four times the tiles and a quarter of the walk over columns: for passages of 150 tokens on a GPU with many cores.
      {
        scan: { ...scan, slots: 32 },
        matmul: { tokens: 32, rows: 32, tokenQuads: 1, rowQuads: 1, depth: 16, slices: 4 },
      },
    ],
  };
}
