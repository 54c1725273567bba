import type { KernelCheck, LoadPhase } from '../contract';
import { Failure } from '../failure';
import { openParts, type BundleFiles } from '../model-files/bundle-files';
import type { Decoder } from '../reader/decoder';
import { parseReference } from '../reader/model-reference';
import { checkModel } from './check-model';
import { choosePlan } from './choose-plan';
import { parseMambaConfig } from './config';
import { Gpu } from '../gpu/gpu';
import { createMambaGpuDecoder } from './mamba-gpu-decoder';
import { createMambaModel } from './model';
import { loadWeights } from './weights';

/**
 * The Mamba on WebGPU, after a comparison of every kernel with its f64 reference and of the whole model with recorded
 * logits, on this very device. Throws `no-webgpu`, `adapter-computes-wrongly`, `out-of-memory`, `unusable-file`.
 */
export async function openMambaGpu(
  files: BundleFiles,
  onPhase: (phase: LoadPhase) => void,
): Promise<Decoder> {
  const config = parseMambaConfig(await files.read('config.json'));
  const reference = parseReference(await files.read('reference.json'));
  const weightsFile = await openParts(files, 'model.safetensors');
  const gpu = await Gpu.open();
  try {
    onPhase('preparing weights');
    const weights = await loadWeights(gpu, config, weightsFile);
    onPhase('checking kernels');
    const { plan, checks, chunkTokens } = await choosePlan(gpu, config, weights);
    const model = await createMambaModel(gpu, config, weights, { chunkTokens, plan });
    const { parameters } = weights;
    const parts = { gpu, model, parameters, chunkTokens, checks };
    const decoder = createMambaGpuDecoder(parts);
    // Of a large model of one's own nothing could be recorded: its kernels alone are checked.
    if (reference.inputIds.length > 0)
      checks.push(await checkModel(gpu, model, decoder, reference));
    decoder.reset();
    requireRight(checks, gpu.description);
    return decoder;
  } catch (error) {
    gpu.dispose();
    throw error;
  }
}

function requireRight(checks: readonly KernelCheck[], device: string): void {
  const wrong = checks.filter(({ worst }) => !(worst < 1));
  if (wrong.length === 0) return;
  const names = wrong.map(({ kernel, worst }) => `${kernel} (${worst.toPrecision(2)} × tolerance)`);
  throw new Failure(
    'adapter-computes-wrongly',
    `${device} differs from the reference in: ${names.join(', ')}.`,
  );
}
