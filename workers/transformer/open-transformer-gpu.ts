import type { InferenceSession } from 'onnxruntime-web/webgpu';
import type { LoadPhase } from '../contract';
import { Failure } from '../failure';
import { parseReference } from '../reader/model-reference';
import { Gpu } from '../gpu/gpu';
import type { BundleFiles } from '../model-files/bundle-files';
import { openSession } from '../onnx/open-session';
import type { Decoder } from '../reader/decoder';
import { checkTransformer } from './check-transformer';
import { GpuKeyValueCache } from './gpu-key-value-cache';
import { cacheOf, createTransformerDecoder } from './transformer-decoder';

/**
 * A run costs the processor time for each of its dispatches, on a large GPU hardly more for many tokens than for one. At
 * eight heads the scores of 256 tokens against a full cache are 68 MB; a binding may have 128 MiB everywhere.
 */
const CHUNK_TOKENS = 256;

/** WGSL promises nothing of sin and cos beyond [−π, π]; these few numbers a token come from the CPU. */
const ROTARY_ANGLES = ['rotary_position', 'rotary_angle', 'rotary_cos', 'rotary_sin'];

/** The Transformer on ONNX Runtime's WebGPU backend, after a comparison with recorded logits on this very device. */
export async function openTransformerGpu(
  files: BundleFiles,
  onPhase: (phase: LoadPhase) => void,
): Promise<Decoder> {
  const reference = parseReference(await files.read('reference.json'));
  const gpu = await Gpu.open(undefined, ['shader-f16', 'subgroups']);
  try {
    onPhase('preparing weights');
    const provider = { name: 'webgpu', device: gpu.device, forceCpuNodeNames: ROTARY_ANGLES };
    const options = {
      executionProviders: [provider],
      preferredOutputLocation: rowsStayOnTheGpu(await files.read('config.json')),
    };
    const opened = await gpu.guard(openSession(files, 'webgpu', options));
    const { names, width } = cacheOf(opened.session);
    const cache = new GpuKeyValueCache(opened.ort, gpu, names, width);
    const parts = {
      ...opened,
      runsOn: gpu.description,
      cache,
      chunkTokens: CHUNK_TOKENS,
      checks: [],
      guard: <T>(work: Promise<T>) => gpu.guard(work),
      dispose() {
        cache.dispose();
        void opened.session.release().finally(() => gpu.dispose());
      },
    };
    onPhase('checking kernels');
    const check = await checkTransformer(parts, reference);
    if (!(check.worst < 1)) {
      throw new Failure(
        'adapter-computes-wrongly',
        `${gpu.description} differs from the reference by ${check.worst.toPrecision(2)} × the tolerance. This reader can run on the CPU instead.`,
      );
    }
    return createTransformerDecoder({ ...parts, checks: [check] });
  } catch (error) {
    gpu.dispose();
    throw error;
  }
}

/** The graph's choice comes to the CPU, 8 bytes; keys and values never do. */
function rowsStayOnTheGpu(
  config: Uint8Array,
): Exclude<InferenceSession.SessionOptions['preferredOutputLocation'], undefined> {
  const { num_hidden_layers: layers } = JSON.parse(new TextDecoder().decode(config)) as {
    num_hidden_layers: number;
  };
  const locations: Record<string, 'cpu' | 'gpu-buffer'> = {};
  for (let layer = 0; layer < layers; layer++) {
    locations[`key_${layer}`] = 'gpu-buffer';
    locations[`value_${layer}`] = 'gpu-buffer';
  }
  return locations;
}
