import type { KernelCheck } from '../contract';
import type { Gpu } from '../gpu/gpu';
import { chunkTokensFor, LEAST_CHUNK_TOKENS } from './chunk-tokens';
import type { MambaConfig } from './config';
import { checkPrefill, checkStep, isRight } from './kernels/check-kernels';
import { createMambaModel } from './model';
import { candidates, SAFE_PLAN, type Plan, type PrefillPlan, type StepPlan } from './plan';
import { formatsOf, type MambaWeights } from './weights';

/** As long as a prompt of ten passages: what is fastest for 256 tokens need not be for 1,024. */
const MOST_TRIAL_TOKENS = 1024;
const TRIAL_STEPS = 8;
/** A later variant must win by this, so that noise does not choose. */
const CLEARLY = 0.95;

/**
 * The fastest variants among those that are right on this device: every candidate is compared with its f64 references
 * first, and only then timed with the model's own sizes. The safe plan is always a candidate; if it is wrong the checks say so. The first
 * candidates' time for a short chunk says how long chunks may be here.
 */
export async function choosePlan(
  gpu: Gpu,
  config: MambaConfig,
  weights: MambaWeights,
): Promise<{ plan: Plan; checks: KernelCheck[]; chunkTokens: number }> {
  const formats = formatsOf(weights);
  const tried = gpu.isSoftware
    ? { step: [SAFE_PLAN.step], prefill: [SAFE_PLAN.prefill] }
    : candidates(gpu);
  const [steps, prefills] = await Promise.all([
    checkAll(tried.step, (plan) => checkStep(gpu, plan, formats)),
    checkAll(tried.prefill, (plan) => checkPrefill(gpu, plan, formats)),
  ]);
  let step = fastestOf(steps);
  let prefill = fastestOf(prefills);
  let chunkTokens = LEAST_CHUNK_TOKENS;
  if (steps.length + prefills.length > 2) {
    const time = (step: StepPlan, prefill: PrefillPlan, tokens: number) =>
      timePlan(gpu, config, weights, { step, prefill }, tokens);
    // Behind it the GPU is awake, too.
    const short = await time(step.best.plan, prefill.best.plan, LEAST_CHUNK_TOKENS);
    chunkTokens = chunkTokensFor(config, gpu.device.limits, short.prefillMs);
    const tokens = Math.min(chunkTokens, MOST_TRIAL_TOKENS);
    for (let i = 0; i < Math.max(steps.length, prefills.length); i++) {
      const [triedStep, triedPrefill] = [steps[i] ?? step.best, prefills[i] ?? prefill.best];
      const { stepMs, prefillMs } = await time(triedStep.plan, triedPrefill.plan, tokens);
      step = fasterOf(step, triedStep, stepMs);
      prefill = fasterOf(prefill, triedPrefill, prefillMs);
    }
  }
  return {
    plan: { step: step.best.plan, prefill: prefill.best.plan },
    checks: [...prefill.best.checks, ...step.best.checks],
    chunkTokens,
  };
}

interface Fastest<P> {
  best: Checked<P>;
  ms: number;
}

function fastestOf<P>([first]: readonly Checked<P>[]): Fastest<P> {
  if (!first) throw new Error('No candidate.');
  return { best: first, ms: Infinity };
}

const fasterOf = <P>(now: Fastest<P>, other: Checked<P>, ms: number): Fastest<P> =>
  ms < now.ms * CLEARLY ? { best: other, ms } : now;

interface Checked<P> {
  plan: P;
  checks: KernelCheck[];
}

/** Those that are right, in order; if none is, the first, whose checks then tell what is wrong. */
async function checkAll<P>(
  plans: readonly P[],
  check: (plan: P) => Promise<KernelCheck[]>,
): Promise<Checked<P>[]> {
  const results = await Promise.allSettled(
    plans.map(async (plan) => ({ plan, checks: await check(plan) })),
  );
  const right = results.flatMap((result) =>
    result.status === 'fulfilled' && isRight(result.value.checks) ? [result.value] : [],
  );
  if (right.length > 0) return right;
  const [first] = results;
  if (first?.status === 'rejected') throw first.reason;
  return first ? [first.value] : [];
}

async function timePlan(
  gpu: Gpu,
  config: MambaConfig,
  weights: MambaWeights,
  plan: Plan,
  chunkTokens: number,
) {
  const model = await createMambaModel(gpu, config, weights, { chunkTokens, plan });
  const sink = gpu.storage('sink', 16);
  const ids = new Array<number>(chunkTokens).fill(0);
  const bestOfThree = async (work: () => Promise<unknown>) => {
    let best = Infinity;
    for (let i = 0; i < 3; i++) {
      const start = performance.now();
      await work();
      best = Math.min(best, performance.now() - start);
    }
    return best;
  };
  try {
    return {
      prefillMs: await bestOfThree(() => model.prefill(ids)),
      stepMs: await bestOfThree(() => {
        for (let i = 0; i < TRIAL_STEPS; i++) model.step(sink);
        return gpu.finished();
      }),
    };
  } finally {
    model.dispose();
    sink.destroy();
  }
}
