import type { LoadPhase } from '../../contract';
import type { BundleFiles } from '../../model-files/bundle-files';
import { readSafetensors } from '../../model-files/safetensors';
import { wasmThreads } from '../../onnx/load-ort';
import type { Decoder } from '../../reader/decoder';
import { parseMambaConfig } from '../config';
import { createEngine } from './create-engine';
import { loadProgram } from './load-program';
import { createMambaCpuDecoder } from './mamba-cpu-decoder';
import { PANEL } from './words';

/** Longer chunks read no faster; this one shows progress and sees a cancel several times a second. */
const CHUNK_TOKENS = 128;

/** The Mamba without a GPU. Throws `unusable-file`, `out-of-memory`. */
export async function openMambaCpu(
  files: BundleFiles,
  onPhase: (phase: LoadPhase) => void,
  options: { threads?: number; fused?: boolean } = {},
): Promise<Decoder> {
  const config = parseMambaConfig(await files.read('config.json'), PANEL);
  const weights = await files.read('model.safetensors');
  onPhase('preparing weights');
  const tensors = readSafetensors(weights);
  const threads = options.threads ?? wasmThreads();
  const program = await loadProgram(options.fused);
  const sizes = { threads, chunkTokens: CHUNK_TOKENS };
  const engine = await createEngine(program, config, tensors, sizes);
  const parameters = [...tensors]
    .filter(([name]) => !name.endsWith('.scale'))
    .reduce((sum, [, { shape }]) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const named = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  const fused = program.fused ? ', fused multiply-adds' : '';
  const runsOn = `CPU: WebAssembly SIMD, ${named}${fused}`;
  return createMambaCpuDecoder(engine, { runsOn, parameters, chunkTokens: CHUNK_TOKENS });
}
