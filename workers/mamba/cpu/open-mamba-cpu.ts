import type { LoadPhase } from '../../contract';
import { openParts, type BundleFiles } from '../../model-files/bundle-files';
import { countParameters } from '../../model-files/count-parameters';
import { openTensors } from '../../model-files/safetensors';
import { wasmThreads } from '../../onnx/load-ort';
import { cpuName, openSession } from '../../onnx/open-session';
import type { Decoder } from '../../reader/decoder';
import { parseMambaConfig } from '../config';
import { createEngine } from './create-engine';
import { loadProgram } from './load-program';
import { createMambaCpuDecoder } from './mamba-cpu-decoder';
import { createMambaOnnxDecoder } from './mamba-onnx-decoder';
import { ownEngineTakes } from './own-engine-takes';
import { PANEL } from './words';

/** Longer chunks read no faster; this one shows progress and sees a cancel several times a second. */
const CHUNK_TOKENS = 128;

/**
 * The Mamba without a GPU: on our own engine, or as a graph on ONNX Runtime where that one does not take the model.
 * Throws `unusable-file`, `out-of-memory`.
 */
export async function openMambaCpu(
  files: BundleFiles,
  onPhase: (phase: LoadPhase) => void,
  options: { threads?: number; fused?: boolean } = {},
): Promise<Decoder> {
  onPhase('preparing weights');
  const file = await openTensors(await openParts(files, 'model.safetensors'));
  if (!ownEngineTakes(file.tensors)) {
    const opened = await openSession(files, 'cpu');
    return createMambaOnnxDecoder({ ...opened, runsOn: cpuName() }, files);
  }
  const config = parseMambaConfig(await files.read('config.json'), PANEL);
  const threads = options.threads ?? wasmThreads();
  const program = await loadProgram(options.fused);
  const sizes = { threads, chunkTokens: CHUNK_TOKENS };
  const engine = await createEngine(program, config, await file.load(''), sizes);
  const named = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  const fused = program.fused ? ', fused multiply-adds' : '';
  const runsOn = `CPU: WebAssembly SIMD, ${named}${fused}`;
  const about = { runsOn, parameters: countParameters(file.tensors), chunkTokens: CHUNK_TOKENS };
  return createMambaCpuDecoder(engine, about, files);
}
