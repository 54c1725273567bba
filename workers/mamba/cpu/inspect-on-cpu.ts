import type { InferenceSession, Tensor, TypedTensor } from 'onnxruntime-web/webgpu';
import { selectionNames, writeMambaGraph } from '../../checkpoints/graph/write-mamba-graph';
import type { BundleFiles } from '../../model-files/bundle-files';
import { readSafetensors } from '../../model-files/safetensors';
import { headerLength, parseHeader } from '../../model-files/safetensors-header';
import { openSession, ortFailure } from '../../onnx/open-session';
import type { DecoderInspection } from '../../reader/decoder';
import { letMessagesIn } from '../../reader/let-messages-in';
import { parseMambaConfig, type MambaConfig } from '../config';
import {
  GROUPS,
  inspectBackwards,
  type InspectArguments,
  type Look,
  type Readable,
} from '../inspect/inspect-backwards';
import { SelectionMeans, type ChunkSelection } from './selection-means';

const WEIGHTS = 'model.safetensors';

/**
 * What a reader on the CPU shows of how it reads. The graph that answers does not give Δ, B and C, so that nothing is slower because
 * of this; one that does is written and opened for this call only, over the same weights.
 * @param feed the inputs of the graph that read these ids on from the decoder's context
 */
export async function inspectOnCpu(
  files: BundleFiles,
  decoder: Readable,
  feed: (ids: readonly number[]) => Record<string, Tensor>,
  ...asked: InspectArguments
): Promise<DecoderInspection> {
  const config = parseMambaConfig(await files.read('config.json'));
  const weights = await files.read(WEIGHTS);
  const header = headerLength(weights, weights.length, WEIGHTS);
  const layout = parseHeader(weights.subarray(8, 8 + header), weights.length, WEIGHTS);
  const graph = writeMambaGraph(config, layout, true);
  const { session } = await openSession(
    { read: async (path) => (path === WEIGHTS ? weights : graph) },
    'cpu',
  );
  try {
    const layers = readRates(weights, config).map(
      (a) => new SelectionMeans(a, config.channels, GROUPS),
    );
    const look: Look = async (ids, place) => {
      const selections = await select(session, config, feed(ids));
      const means: Float32Array[] = [];
      for (const [at, selection] of selections.entries()) {
        const layer = layers[at];
        if (layer) means.push(layer.add(selection, place));
        // A cancel is seen at the end of the chunk, but messages need not wait for it.
        await letMessagesIn();
      }
      return means;
    };
    return await inspectBackwards(decoder, look, ...asked);
  } finally {
    await session.release();
  }
}

/** What each layer selects by. */
async function select(
  session: InferenceSession,
  { layers }: MambaConfig,
  feeds: Record<string, Tensor>,
): Promise<ChunkSelection[]> {
  const names = Array.from({ length: layers }, (_, layer) => selectionNames(layer));
  const results = await session.run(feeds, names.flat()).catch((error: unknown) => {
    throw ortFailure(error, 'The reader stopped');
  });
  return names.map((ofLayer) => {
    const [delta, b, c] = ofLayer.map((name) => (results[name] as TypedTensor<'float32'>).data);
    if (!delta || !b || !c) throw new Error('The graph did not give what a layer selects by.');
    return { delta, b, c };
  });
}

/** A of each layer: [D, N]. */
function readRates(weights: Uint8Array<ArrayBuffer>, { layers }: MambaConfig): Float32Array[] {
  const tensors = readSafetensors(weights);
  return Array.from({ length: layers }, (_, layer) => {
    const log = tensors.get(`backbone.layers.${layer}.mixer.A_log`);
    if (!log) throw new Error('The weights have no A.');
    return new Float32Array(log.bytes.slice().buffer).map((value) => -Math.exp(value));
  });
}
