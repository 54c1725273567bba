import type { LoadPhase } from '../../contract';
import type { BundleFiles } from '../../model-files/bundle-files';
import { cpuName, openSession } from '../../onnx/open-session';
import type { Decoder } from '../../reader/decoder';
import { createMambaCpuDecoder } from './mamba-cpu-decoder';

/** The Mamba on ONNX Runtime's WebAssembly backend: its recurrence is a `Scan` in the graph. */
export async function openMambaCpu(
  files: BundleFiles,
  onPhase: (phase: LoadPhase) => void,
): Promise<Decoder> {
  onPhase('preparing weights');
  const opened = await openSession(files, 'cpu');
  return createMambaCpuDecoder({ ...opened, runsOn: cpuName() }, files);
}
