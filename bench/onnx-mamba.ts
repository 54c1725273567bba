import type { Tensor } from 'onnxruntime-web/webgpu';
import type { BundleFiles } from '../workers/model-files/bundle-files';
import { loadOrt } from '../workers/onnx/load-ort';
import { openSession } from '../workers/onnx/open-session';
import { readChoice } from '../workers/onnx/read-choice';
import type { CpuMamba } from './time-mamba-on-cpu';

/** The Mamba as it ran on the CPU before it had an engine of its own: `model.onnx` on ONNX Runtime Web. */
export async function openOnnxMamba(files: BundleFiles, threads: number): Promise<CpuMamba> {
  const ort = await loadOrt('cpu');
  ort.env.wasm.numThreads = threads;
  const { session } = await openSession(files, 'cpu');
  const zeros = (name: string): Tensor => {
    const input = session.inputMetadata.find((one) => one.name === name);
    if (!input?.isTensor) throw new Error(`model.onnx has no input ${name}.`);
    const shape = input.shape.map(Number);
    return new ort.Tensor('float32', new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
  };
  const empty = { conv_state: zeros('conv_state'), scan_state: zeros('scan_state') };
  let state = empty;
  const wanted = ['next_id', 'log_probability', 'conv_state_out', 'scan_state_out'];
  const step = async (tokens: readonly number[]) => {
    const ids = new ort.Tensor('int32', Int32Array.from(tokens), [tokens.length]);
    const results = await session.run({ ids, ...state }, wanted);
    const { conv_state_out: conv, scan_state_out: scan } = results;
    if (!conv || !scan) throw new Error('The graph gave no state.');
    state = { conv_state: conv, scan_state: scan };
    return (await readChoice(results)).id;
  };
  return {
    name: 'ONNX Runtime',
    chunkTokens: 128,
    reset: () => void (state = empty),
    prefill: step,
    step: (id) => step([id]),
    dispose: () => session.release(),
  };
}
