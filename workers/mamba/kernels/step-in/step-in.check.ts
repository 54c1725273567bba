import type { Gpu } from '../../../gpu/gpu';
import { randomFloats, worstRatio } from '../compare';
import { randomMatrix, uploadMatrix } from '../matrix/host-matrix';
import type { Lanes } from '../matrix/matrix';
import { runOnce } from '../run-once';
import { compileStepIn, type StepInShape } from './step-in';
import { stepInReference } from './step-in.reference';

export async function checkStepIn(gpu: Gpu, shape: StepInShape, lanes: Lanes): Promise<number> {
  const { width, channels, taps } = shape;
  const input = {
    matrix: randomMatrix(shape.format, 2 * channels, width, 31),
    hidden: randomFloats(width, 32, 4),
    norm: randomFloats(width, 33, 2),
    conv: randomFloats(channels * (taps + 1), 34),
    window: randomFloats((taps - 1) * channels, 35, 5),
  };
  const stepIn = await compileStepIn(gpu, shape, lanes);
  const window = gpu.upload('window', input.window);
  const ug = gpu.storage('u, gate', 8 * channels);
  const dispatch = stepIn({
    w: uploadMatrix(gpu, input.matrix),
    hidden: gpu.upload('hidden', input.hidden),
    norm: gpu.upload('norm', input.norm),
    conv: gpu.upload('conv', input.conv),
    window,
    ug,
  });
  const expected = stepInReference(input, shape);
  const worst = worstRatio(await runOnce(gpu, [dispatch], 1, ug), expected.ug);
  return Math.max(worst, worstRatio(new Float32Array(await gpu.read(window)), expected.window));
}
