import type { Gpu } from '../../../gpu/gpu';
import { at, randomFloats, ROUNDING } from '../compare';
import { runOnce } from '../run-once';
import { CHOICE_BYTES, compileChoose } from './choose';

/**
 * The id must be the first of the largest logits; the log-probability may err by what the running sum of a workgroup's
 * lane (vocabulary / 256 merges) and its tree (8 more) err by, two exps each, and by WGSL's 2⁻²¹ for log near 1.
 */
export async function checkChoose(
  gpu: Gpu,
  { vocabulary, spread, tie = false }: { vocabulary: number; spread: number; tie?: boolean },
): Promise<number> {
  const logits = randomFloats(vocabulary, 21, spread);
  if (tie) for (const id of [vocabulary - 1, Math.floor(vocabulary / 2)]) logits[id] = 2 * spread;
  const max = logits.reduce((a, b) => Math.max(a, b));
  const id = logits.indexOf(max);
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - max), 0);
  const range = max - logits.reduce((a, b) => Math.min(a, b));
  const merges = Math.ceil(vocabulary / 256) + 8;
  const tolerance = merges * (8 + 3 * range) * 2 * ROUNDING + 2 ** -20 * (1 + Math.log(sum));

  const choose = await compileChoose(gpu, vocabulary);
  const choice = gpu.storage('choice', CHOICE_BYTES);
  const ids = gpu.storage('ids', 4);
  const dispatch = choose({ logits: gpu.upload('logits', logits), choice, ids });
  const made = await runOnce(gpu, [dispatch], 1, choice);
  const chosen = new Uint32Array(made.buffer)[0];
  const input = new Uint32Array(await gpu.read(ids))[0];
  if (chosen !== id || input !== id) return Infinity;
  return Math.abs(at(made, 1) + Math.log(sum)) / tolerance;
}
