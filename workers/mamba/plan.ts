import type { Gpu } from '../gpu/gpu';
import type { Lanes } from './kernels/matrix/matrix';
import { matmulInvocations, type MatmulTile } from './kernels/matrix/matmul';
import { scanInvocations, type ScanTiling } from './kernels/selective-scan/scan';

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

/** Reading: the tiles of the scan, and of each product with a matrix, whose shapes differ. */
export interface PrefillPlan {
  scan: ScanTiling;
  inProj: MatmulTile;
  xProj: MatmulTile;
  outProj: MatmulTile;
}

const SAFE_TILE: MatmulTile = {
  tokens: 64,
  rows: 64,
  tokenQuads: 1,
  rowQuads: 1,
  depth: 16,
  slices: 1,
};

/** Works on every device: no subgroups, WebGPU's guaranteed 256 invocations and 16 KiB of workgroup memory. */
export const SAFE_PLAN: Plan = {
  step: {
    in: { subgroups: false, lanes: 16, groups: 8 },
    matvec: { subgroups: false, lanes: 16, groups: 4 },
    head: { subgroups: false, lanes: 16, groups: 8 },
    mix: null,
  },
  prefill: {
    scan: { width: 8, slots: 8, tokens: 8 },
    inProj: SAFE_TILE,
    xProj: SAFE_TILE,
    outProj: SAFE_TILE,
  },
};

/** What is worth trying, part by part. */
export interface Candidates {
  step: readonly StepPlan[];
  scan: readonly ScanTiling[];
  matmul: readonly MatmulTile[];
}

/** A software adapter runs invocations one after the other and pays for each at every barrier: few of them, with more to do. */
export const SOFTWARE_CANDIDATES: Candidates = {
  step: [SAFE_PLAN.step],
  scan: [{ width: 4, slots: 4, tokens: 8 }],
  matmul: [{ ...SAFE_TILE, tokens: 32, rows: 32, tokenQuads: 2, rowQuads: 2 }],
};

/** The safe plan's first. `choosePlan` measures which is fastest on a device; those that it cannot compile are left out there. */
export function candidates({ subgroupSize, device: { limits } }: Gpu): Candidates {
  const step = [SAFE_PLAN.step];
  if (subgroupSize >= 4) {
    const lanes = Math.min(32, subgroupSize);
    const of = (groups: number): Lanes => ({ subgroups: true, lanes, groups });
    const shared = { in: of(4), matvec: of(2), head: of(8) };
    step.push({ ...shared, mix: null }, { ...shared, mix: of(256 / lanes) });
  }
  const scan: ScanTiling[] = [
    SAFE_PLAN.prefill.scan,
    { width: 4, slots: 16, tokens: 8 },
    { width: 8, slots: 16, tokens: 8 },
  ];
  const matmul: MatmulTile[] = [
    SAFE_TILE,
    { ...SAFE_TILE, tokenQuads: 2 },
    { ...SAFE_TILE, tokens: 128, rows: 128, tokenQuads: 2, rowQuads: 2 },
    // More tiles and a shorter walk over columns: for small matrices and short prompts on a GPU with many cores.
    { ...SAFE_TILE, rows: 32, tokenQuads: 2, slices: 4 },
    { ...SAFE_TILE, tokens: 32, rows: 32, slices: 4 },
  ];
  const most = limits.maxComputeInvocationsPerWorkgroup;
  return {
    step,
    scan: scan.filter((tiling) => scanInvocations(tiling) <= most),
    matmul: matmul.filter((tile) => matmulInvocations(tile) <= most),
  };
}
