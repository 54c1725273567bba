import type { Backend, LoadPhase } from '../contract';
import type { BundleFiles } from '../model-files/bundle-files';
import { cpuName, openSession } from '../onnx/open-session';
import type { Decoder } from '../reader/decoder';
import { CpuKeyValueCache } from './cpu-key-value-cache';
import { openTransformerGpu } from './open-transformer-gpu';
import { cacheOf, createTransformerDecoder } from './transformer-decoder';

/**
 * The Transformer on ONNX Runtime: one graph for both backends.
 * Throws `no-webgpu`, `adapter-computes-wrongly`, `out-of-memory`, `unusable-file`.
 */
export async function openTransformer(
  files: BundleFiles,
  backend: Backend,
  onPhase: (phase: LoadPhase) => void,
): Promise<Decoder> {
  if (backend === 'webgpu') return openTransformerGpu(files, onPhase);
  onPhase('preparing weights');
  const opened = await openSession(files, 'cpu');
  const { ort, session } = opened;
  const { names, width } = cacheOf(session);
  return createTransformerDecoder({
    ...opened,
    runsOn: cpuName(),
    cache: new CpuKeyValueCache(ort, names, width),
    checks: [],
    guard: (work) => work,
    dispose: () => void session.release(),
  });
}
