import type { KernelCheck } from '../contract';
import { encode, type Dispatch } from '../gpu/dispatch';
import type { Gpu } from '../gpu/gpu';
import { chunkTokensFor, LEAST_CHUNK_TOKENS } from './chunk-tokens';
import type { MambaConfig } from './config';
import { checkCommon, checkStep, checkTile, checkTiling, isRight } from './kernels/check-kernels';
import { createMambaModel, type MambaModel } from './model';
import { candidates, SOFTWARE_CANDIDATES, type Plan } from './plan';
import { formatsOf, type MambaWeights } from './weights';

/** As long as a prompt of ten passages: what is fastest for 256 tokens need not be for 1,024. */
const MOST_TRIAL_TOKENS = 1024;
const TRIAL_STEPS = 8;
/** How often each candidate is compared with the first; where a chunk takes long, once says enough. */
const ROUNDS = 3;
const LONG_MS = 50;
/** What takes less is repeated: waiting for the GPU takes a good part of a millisecond by itself. */
const SHORT_MS = 4;
const REPETITIONS = 4;
/** A later variant must win by this, so that noise does not choose. */
const CLEARLY = 0.95;

/** Parts of a prefill with variants. The three matrices have one kernel but their own shapes, so each has its own fastest tile. */
const PREFILL_PARTS = ['scan', 'inProj', 'xProj', 'outProj'] as const;
type Part = 'step' | (typeof PREFILL_PARTS)[number];

/**
 * The fastest variants among those that are right on this device: every candidate is compared with its f64 references
 * first, and only then timed with the model's own sizes, each part of the work by itself. The safe plan is always a candidate; if it is
 * wrong the checks say so. The first candidates' time for a short chunk says how long chunks may be here.
 */
export async function choosePlan(
  gpu: Gpu,
  config: MambaConfig,
  weights: MambaWeights,
): Promise<{ plan: Plan; checks: KernelCheck[]; chunkTokens: number }> {
  const formats = formatsOf(weights);
  const tried = gpu.isSoftware ? SOFTWARE_CANDIDATES : candidates(gpu);
  const [common, steps, scans, tiles] = await Promise.all([
    checkCommon(gpu, formats),
    checkAll(tried.step, (plan) => checkStep(gpu, plan, formats)),
    checkAll(tried.scan, (tiling) => checkTiling(gpu, tiling)),
    checkAll(tried.matmul, (tile) => checkTile(gpu, tile, formats)),
  ]);
  const trials = {
    step: new Trial(steps),
    scan: new Trial(scans),
    inProj: new Trial(tiles),
    xProj: new Trial(tiles),
    outProj: new Trial(tiles),
  };
  let chunkTokens = LEAST_CHUNK_TOKENS;
  const variants = Math.max(steps.length, scans.length, tiles.length);
  if (variants > 1) {
    const modelOf = (i: number, tokens: number) => {
      const prefill = {
        scan: trials.scan.at(i).variant,
        inProj: trials.inProj.at(i).variant,
        xProj: trials.xProj.at(i).variant,
        outProj: trials.outProj.at(i).variant,
      };
      const plan = { step: trials.step.at(i).variant, prefill };
      return createMambaModel(gpu, config, weights, { chunkTokens: tokens, plan });
    };
    const shortMs = await timeChunk(await modelOf(0, LEAST_CHUNK_TOKENS), LEAST_CHUNK_TOKENS);
    chunkTokens = chunkTokensFor(config, gpu.device.limits, shortMs);
    const tokens = Math.min(chunkTokens, MOST_TRIAL_TOKENS);
    const rounds = shortMs < LONG_MS ? ROUNDS : 1;
    const first = await modelOf(0, tokens);
    for (let i = 1; i < variants; i++) {
      const other = await modelOf(i, tokens);
      for (const model of [first, other]) model.writeChunk(new Array<number>(tokens).fill(0));
      const compare = (part: Part, work: (model: MambaModel) => Promise<number>) =>
        trials[part].compare(
          i,
          rounds,
          () => work(first),
          () => work(other),
        );
      await compare('step', (model) => timeSteps(gpu, model));
      for (const part of PREFILL_PARTS) {
        await compare(part, ({ blocks }) =>
          timeDispatches(
            gpu,
            blocks.map((block) => block[part]),
            tokens,
          ),
        );
      }
      other.dispose();
    }
    first.dispose();
  }
  const { step, scan, inProj, xProj, outProj } = trials;
  const prefill = {
    scan: scan.best.variant,
    inProj: inProj.best.variant,
    xProj: xProj.best.variant,
    outProj: outProj.best.variant,
  };
  const chosen = [inProj, xProj, outProj, scan, step].flatMap(({ best }) => best.checks);
  return {
    plan: { step: step.best.variant, prefill },
    checks: worstOfEach([...common, ...chosen]),
    chunkTokens,
  };
}

/** The matrices' tiles are several variants of one kernel. */
function worstOfEach(checks: readonly KernelCheck[]): KernelCheck[] {
  const worst = new Map<string, number>();
  for (const check of checks) {
    worst.set(check.kernel, Math.max(check.worst, worst.get(check.kernel) ?? 0));
  }
  return [...worst].map(([kernel, worst]) => ({ kernel, worst }));
}

interface Checked<V> {
  variant: V;
  checks: KernelCheck[];
}

/**
 * What each of some variants takes against the first. Both are timed right behind each other, since a GPU that wakes up, or does
 * other work for a while, may be three times as fast a moment later.
 */
class Trial<V> {
  readonly #variants: readonly Checked<V>[];
  readonly #ratios: number[];

  constructor(variants: readonly Checked<V>[]) {
    this.#variants = variants;
    this.#ratios = variants.map(() => 1);
  }

  /** Behind the last, the first once more: other parts have more variants. */
  at(i: number): Checked<V> {
    const found = this.#variants[i] ?? this.#variants[0];
    if (!found) throw new Error('No candidate.');
    return found;
  }

  async compare(
    i: number,
    rounds: number,
    first: () => Promise<number>,
    other: () => Promise<number>,
  ): Promise<void> {
    if (i >= this.#variants.length) return;
    const ratios: number[] = [];
    for (let round = 0; round < rounds; round++) {
      // By turns, so that what grows faster does not favour the one that comes second.
      const otherFirst = round % 2 === 1 ? await other() : undefined;
      const firstMs = await first();
      ratios.push((otherFirst ?? (await other())) / firstMs);
    }
    ratios.sort((a, b) => a - b);
    this.#ratios[i] = ratios[ratios.length >> 1] ?? 1;
  }

  get best(): Checked<V> {
    const least = Math.min(...this.#ratios);
    return this.at(least < CLEARLY ? this.#ratios.indexOf(least) : 0);
  }
}

/** Those that are right, in order; if none is, the first, whose checks then tell what is wrong. */
async function checkAll<V>(
  variants: readonly V[],
  check: (variant: V) => Promise<KernelCheck[]>,
): Promise<Checked<V>[]> {
  const results = await Promise.allSettled(
    variants.map(async (variant) => ({ variant, checks: await check(variant) })),
  );
  const right = results.flatMap((result) =>
    result.status === 'fulfilled' && isRight(result.value.checks) ? [result.value] : [],
  );
  if (right.length > 0) return right;
  const [first] = results;
  if (first?.status === 'rejected') throw first.reason;
  return first ? [first.value] : [];
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The least of some. The model is of no use afterwards. */
async function timeChunk(model: MambaModel, tokens: number): Promise<number> {
  const ids = new Array<number>(tokens).fill(0);
  let least = Infinity;
  for (let time = 0; time < 3; time++) {
    least = Math.min(least, await milliseconds(() => model.prefill(ids)));
  }
  model.dispose();
  return least;
}

async function timeSteps(gpu: Gpu, model: MambaModel): Promise<number> {
  const sink = gpu.storage('sink', 16);
  const ms = await milliseconds(() => {
    for (let made = 0; made < TRIAL_STEPS; made++) model.step(sink);
    return gpu.finished();
  });
  sink.destroy();
  return ms;
}

async function timeDispatches(gpu: Gpu, dispatches: readonly Dispatch[], tokens: number) {
  const run = (repetitions: number) =>
    milliseconds(() => {
      const encoder = gpu.device.createCommandEncoder();
      const pass = encoder.beginComputePass();
      for (let i = 0; i < repetitions; i++) encode(pass, dispatches, tokens);
      pass.end();
      gpu.device.queue.submit([encoder.finish()]);
      return gpu.finished();
    });
  const once = await run(1);
  return once < SHORT_MS ? (await run(REPETITIONS)) / REPETITIONS : once;
}
