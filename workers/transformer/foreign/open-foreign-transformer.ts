import type { ForeignGraph } from '../../checkpoints/reader-settings';
import type { Backend, KernelCheck, LoadPhase } from '../../contract';
import { Failure } from '../../failure';
import { Gpu } from '../../gpu/gpu';
import type { BundleFiles } from '../../model-files/bundle-files';
import { loadOrt } from '../../onnx/load-ort';
import { cpuName, ortFailure } from '../../onnx/open-session';
import type { Decoder } from '../../reader/decoder';
import { parseReference, type ModelReference } from '../../reader/model-reference';
import { createForeignDecoder } from './create-foreign-decoder';

/**
 * A decoder in transformers.js' layout on ONNX Runtime. On a GPU it is compared with what the CPU path gave when the model was
 * taken over. Throws `no-webgpu`, `adapter-computes-wrongly`, `out-of-memory`, `unusable-file`.
 */
export async function openForeignTransformer(
  files: BundleFiles,
  graph: ForeignGraph,
  backend: Backend,
  onPhase: (phase: LoadPhase) => void,
): Promise<Decoder> {
  onPhase('preparing weights');
  const gpu = backend === 'webgpu' ? await Gpu.open(undefined, ['shader-f16', 'subgroups']) : null;
  const guard = <T>(work: Promise<T>) => gpu?.guard(work) ?? work;
  try {
    const ort = await loadOrt(backend);
    const folder = graph.path.slice(0, graph.path.lastIndexOf('/') + 1);
    const externalData = await Promise.all(
      graph.dataFiles.map(async (path) => ({ path, data: await files.read(folder + path) })),
    );
    const session = await guard(
      ort.InferenceSession.create(await files.read(graph.path), {
        executionProviders: [gpu ? { name: 'webgpu', device: gpu.device } : 'wasm'],
        externalData,
      }),
    ).catch((cause: unknown) => {
      throw ortFailure(cause, 'The model cannot be opened');
    });
    const dispose = () => void session.release().finally(() => gpu?.dispose());
    const runsOn = gpu?.description ?? cpuName();
    const checks: KernelCheck[] = [];
    const decoder = createForeignDecoder({ ort, session, graph, runsOn, checks, guard, dispose });
    if (gpu) {
      onPhase('checking kernels');
      const reference = parseReference(await files.read('reference.json'));
      if (reference.inputIds.length > 0) checks.push(await compare(decoder, reference));
      requireRight(checks, gpu.description);
    }
    return decoder;
  } catch (error) {
    gpu?.dispose();
    throw error;
  }
}

/** The recorded prompt again: a device must give the same tokens, whose lead over the next was clear. */
async function compare(decoder: Decoder, reference: ModelReference): Promise<KernelCheck> {
  await decoder.prefill(reference.inputIds);
  const made: number[] = [];
  for await (const { id } of decoder.decode(reference.generatedIds.length, -1)) made.push(id);
  decoder.reset();
  const same = made.join() === reference.generatedIds.join();
  return { kernel: 'whole model', worst: same ? 0 : Infinity };
}

function requireRight(checks: readonly KernelCheck[], device: string): void {
  const wrong = checks.find(({ worst }) => !(worst < 1));
  if (!wrong) return;
  throw new Failure(
    'adapter-computes-wrongly',
    `${device} gives other tokens for the check prompt than the CPU. This reader can run on the CPU instead.`,
  );
}
