import type { Backend, LoadPhase } from '../contract';
import { Failure } from '../failure';
import type { BundleFiles } from '../model-files/bundle-files';
import { cpuName, openSession } from '../onnx/open-session';
import type { Decoder } from '../reader/decoder';
import { createTransformerDecoder } from './transformer-decoder';

/** The Transformer on ONNX Runtime: one graph, WebGPU where asked for, else WebAssembly. */
export async function openTransformer(
  files: BundleFiles,
  backend: Backend,
  onPhase: (phase: LoadPhase) => void,
): Promise<Decoder> {
  onPhase('preparing weights');
  if (backend === 'webgpu') throw new Failure('no-webgpu', 'Not yet.');
  const opened = await openSession(files, 'cpu');
  return createTransformerDecoder({ ...opened, runsOn: cpuName() });
}
