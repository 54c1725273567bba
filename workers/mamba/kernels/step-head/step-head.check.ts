import type { Gpu } from '../../../gpu/gpu';
import { at, randomFloats, ROUNDING, worstRatio, type Expected } from '../compare';
import { CHOICE_BYTES, compileChoose } from '../choose/choose';
import { hostMatrix, randomMatrix, uploadMatrix, type HostMatrix } from '../matrix/host-matrix';
import type { Lanes, MatrixFormat } from '../matrix/matrix';
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
  check: { vocabulary: number; width: number; format: MatrixFormat; tie?: boolean },
  lanes: Lanes,
): Promise<number> {
  const { vocabulary, width, format, tie = false } = check;
  const epsilon = 1e-5;
  const random = randomMatrix(format, vocabulary, width, 51);
  const longest = tie ? longestRow(random) : 0;
  const matrix = tie ? withCopy(random, longest) : random;
  const hidden = randomFloats(width, 53, 5);
  const norm = randomFloats(width, 54, 2);
  if (tie) favourRow(matrix, hidden, norm, longest);

  const shape = { vocabulary, width, epsilon, format };
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
      const weight = at(matrix.weights, row * hidden.length + k);
      // Rounded to f32 above.
      inherited += Math.abs(weight) * (error + ROUNDING * Math.abs(at(normed.values, k)));
    }
    tolerances[row] = at(tolerances, row) + inherited;
  }
  return { values, tolerances };
}

function rowReference({ weights, columns }: HostMatrix, id: number): Expected {
  const values = weights.slice(id * columns, (id + 1) * columns);
  return { values, tolerances: values.map((value) => 2 * ROUNDING * Math.abs(value) + 1e-30) };
}

/** The row of the largest norm: no other row has a larger product with it (Cauchy and Schwarz). */
function longestRow({ weights, rows, columns }: HostMatrix): number {
  const squares = Array.from({ length: rows }, (_, row) =>
    weights
      .subarray(row * columns, (row + 1) * columns)
      .reduce((sum, weight) => sum + weight * weight, 0),
  );
  return squares.indexOf(Math.max(...squares));
}

/** The matrix with a row once more, half a table away. Rows have whole bytes in every part of it. */
function withCopy({ rows, columns, stored }: HostMatrix, row: number): HostMatrix {
  const to = (row + (rows >> 1)) % rows;
  for (const part of Object.values(stored)) {
    if (typeof part === 'string') continue;
    const length = part.length / rows;
    part.copyWithin(to * length, row * length, (row + 1) * length);
  }
  return hostMatrix(rows, columns, stored);
}

/** Makes `hidden` point along a row, so that its logit is the largest. */
function favourRow(
  { weights, columns }: HostMatrix,
  hidden: Float32Array,
  norm: Float32Array,
  row: number,
): void {
  const along = weights.subarray(row * columns, (row + 1) * columns);
  const most = along.reduce((max, weight) => Math.max(max, Math.abs(weight)), 0);
  for (const [k, weight] of along.entries()) {
    hidden[k] = (5 * weight) / most;
    norm[k] = 1;
  }
}
