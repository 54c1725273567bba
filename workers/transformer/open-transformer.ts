import type { Backend, LoadPhase } from '../contract';
import type { BundleFiles } from '../model-files/bundle-files';
import { cpuName, openSession } from '../onnx/open-session';
import type { Decoder } from '../reader/decoder';
import type { ReaderSettings } from '../checkpoints/reader-settings';
import { CpuKeyValueCache } from './cpu-key-value-cache';
import { openForeignTransformer } from './foreign/open-foreign-transformer';
import { openTransformerGpu } from './open-transformer-gpu';
import { cacheOf, createTransformerDecoder } from './transformer-decoder';

/**
 * The Transformer on ONNX Runtime: one graph for both backends. A graph of the person's own has another form.
 * Throws `no-webgpu`, `adapter-computes-wrongly`, `out-of-memory`, `unusable-file`.
 */
export async function openTransformer(
  files: BundleFiles,
  backend: Backend,
  onPhase: (phase: LoadPhase) => void,
): Promise<Decoder> {
  const { graph } = JSON.parse(
    new TextDecoder().decode(await files.read('reader.json')),
  ) as Partial<ReaderSettings>;
  if (graph) return openForeignTransformer(files, graph, backend, onPhase);
  if (backend === 'webgpu') return openTransformerGpu(files, onPhase);
  onPhase('preparing weights');
  const opened = await openSession(files, 'cpu');
  const { ort, session } = opened;
  const { names, width } = cacheOf(session);
  return createTransformerDecoder({
    ...opened,
    runsOn: cpuName(),
    cache: new CpuKeyValueCache(ort, names, width),
    // Longer ones take as long a token, and a cancel waits for them.
    chunkTokens: 128,
    checks: [],
    guard: (work) => work,
    dispose: () => void session.release(),
  });
}
