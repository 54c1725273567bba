import type { Gpu } from '../../../gpu/gpu';
import { at, randomFloats, ROUNDING, worstRatio, type Expected } from '../compare';
import { CHOICE_BYTES, compileChoose } from '../choose/choose';
import { randomMatrix, uploadMatrix, type HostMatrix } from '../matrix/host-matrix';
import type { Lanes } from '../matrix/matrix';
import { matmulReference } from '../matrix/matrix.reference';
import { rmsNormReference } from '../rms-norm/rms-norm.reference';
import { runOnce } from '../run-once';
import { compileStepHead, PARTIAL_BYTES, partialsOf } from './step-head';

/**
 * The head and the choice after it. The logits have their own bound. The id must be the first of the largest logits as the
 * kernel gave them; the log-probability may err by what a running sum errs by (four logits, the groups, a lane's share of the
 * workgroups and its tree, two exps each) and by WGSL's 2⁻²¹ for log near 1; the embedding of the choice is exact.
 */
export async function checkHead(
  gpu: Gpu,
  { vocabulary, width, tie = false }: { vocabulary: number; width: number; tie?: boolean },
  lanes: Lanes,
): Promise<number> {
  const epsilon = 1e-5;
  const matrix = randomMatrix(vocabulary, width, 51);
  if (tie) copyRow(matrix, 1, vocabulary - 1);
  const hidden = randomFloats(width, 53, 5);
  const norm = randomFloats(width, 54, 2);
  if (tie) favourRow(matrix, hidden, norm, 1);

  const shape = { vocabulary, width, epsilon, format: 'u8' } as const;
  const [head, choose] = await Promise.all([
    compileStepHead(gpu, shape, lanes),
    compileChoose(gpu, shape, lanes),
  ]);
  const w = uploadMatrix(gpu, matrix);
  const logitBuffer = gpu.storage('logits', 4 * vocabulary);
  const partials = gpu.storage('partials', PARTIAL_BYTES * partialsOf(shape, lanes));
  const choice = gpu.storage('choice', CHOICE_BYTES);
  const hiddenBuffer = gpu.upload('hidden', hidden);
  const dispatches = [
    head({
      w,
      hidden: hiddenBuffer,
      norm: gpu.upload('norm', norm),
      logits: logitBuffer,
      partials,
    }),
    choose({ w, partials, choice, hidden: hiddenBuffer }),
  ];
  const made = await runOnce(gpu, dispatches, 1, choice);
  const logits = new Float32Array(await gpu.read(logitBuffer));
  const next = new Float32Array(await gpu.read(hiddenBuffer));

  const max = logits.reduce((a, b) => Math.max(a, b));
  const id = logits.indexOf(max);
  if (new Uint32Array(made.buffer)[0] !== id) return Infinity;
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - max), 0);
  const range = max - logits.reduce((a, b) => Math.min(a, b));
  const merges = 4 + lanes.groups + Math.ceil(partialsOf(shape, lanes) / 256) + 8;
  const tolerance = merges * (8 + 3 * range) * 2 * ROUNDING + 2 ** -20 * (1 + Math.log(sum));
  return Math.max(
    worstRatio(logits, headReference(matrix, hidden, norm, epsilon)),
    Math.abs(at(made, 1) + Math.log(sum)) / tolerance,
    worstRatio(next, rowReference(matrix, id)),
  );
}

/** Tolerance: the product with a normed row, and what the norm errs by in every product. */
function headReference(
  matrix: HostMatrix,
  hidden: Float32Array,
  norm: Float32Array,
  epsilon: number,
): Expected {
  const normed = rmsNormReference(hidden, norm, hidden.length, epsilon);
  const { values, tolerances } = matmulReference(Float32Array.from(normed.values), matrix);
  for (const row of tolerances.keys()) {
    let inherited = 0;
    for (const [k, error] of normed.tolerances.entries()) {
      const weight = (at(matrix.words, row * hidden.length + k) - 128) * at(matrix.scales, row);
      // Rounded to f32 above.
      inherited += Math.abs(weight) * (error + ROUNDING * Math.abs(at(normed.values, k)));
    }
    tolerances[row] = at(tolerances, row) + inherited;
  }
  return { values, tolerances };
}

function rowReference({ words, scales, columns }: HostMatrix, id: number): Expected {
  const values = new Float64Array(columns).map(
    (_, k) => (at(words, id * columns + k) - 128) * at(scales, id),
  );
  return { values, tolerances: values.map((value) => 2 * ROUNDING * Math.abs(value) + 1e-30) };
}

function copyRow({ words, scales, columns }: HostMatrix, from: number, to: number): void {
  words.copyWithin(to * columns, from * columns, (from + 1) * columns);
  scales[to] = at(scales, from);
}

/** Makes `hidden` point along a row, so that its logit is the largest. */
function favourRow(
  matrix: HostMatrix,
  hidden: Float32Array,
  norm: Float32Array,
  row: number,
): void {
  matrix.scales.fill(0.02);
  for (const k of hidden.keys()) {
    hidden[k] = (at(matrix.words, row * matrix.columns + k) - 128) / 30;
    norm[k] = 1;
  }
}
