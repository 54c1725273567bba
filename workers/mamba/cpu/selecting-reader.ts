import type { Tensor, TypedTensor } from 'onnxruntime-web/webgpu';
import { selectionNames, writeMambaGraph } from '../../checkpoints/graph/write-mamba-graph';
import { headerLength, parseHeader } from '../../model-files/safetensors-header';
import { openSession, ortFailure } from '../../onnx/open-session';
import type { MambaConfig } from '../config';
import type { Readable } from '../inspect/inspect-backwards';
import type { ChunkSelection } from './selection-means';

/** A Mamba that says what it selects by. */
export interface SelectingReader extends Readable<Context> {
  /** Adds tokens to the context; of each layer Δ, B and C for each of them. */
  select(ids: readonly number[]): Promise<ChunkSelection[]>;
  dispose(): void;
}

/** ONNX Runtime gives new tensors, so a context is never changed: to save it is to keep it. */
interface Context {
  feeds: Record<'conv_state' | 'scan_state', Tensor>;
  dispose(): void;
}
const contextOf = (conv: Tensor, scan: Tensor): Context => ({
  feeds: { conv_state: conv, scan_state: scan },
  // Plain memory: the garbage collector takes it.
  dispose: () => undefined,
});

const WEIGHTS = 'model.safetensors';

/** On ONNX Runtime, by a graph that gives more than the one that answers: so that one is no slower. */
export async function openSelectingReader(
  config: MambaConfig,
  weights: Uint8Array<ArrayBuffer>,
  chunkTokens: number,
): Promise<SelectingReader> {
  const { layers, channels, states, taps } = config;
  const header = headerLength(weights, weights.length, WEIGHTS);
  const layout = parseHeader(weights.subarray(8, 8 + header), weights.length, WEIGHTS);
  const graph = writeMambaGraph(config, layout, true);
  const files = { read: async (path: string) => (path === WEIGHTS ? weights : graph) };
  const { ort, session } = await openSession(files, 'cpu');
  const zeros = (...shape: number[]) =>
    new ort.Tensor('float32', new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
  const empty = contextOf(zeros(layers, taps - 1, channels), zeros(layers, states, channels));
  let context = empty;

  async function read(ids: readonly number[], more: readonly string[]) {
    const feeds = {
      ids: new ort.Tensor('int32', Int32Array.from(ids), [ids.length]),
      ...context.feeds,
    };
    const wanted = ['conv_state_out', 'scan_state_out', ...more];
    const results = await session.run(feeds, wanted).catch((error: unknown) => {
      throw ortFailure(error, 'The reader stopped');
    });
    const { conv_state_out: conv, scan_state_out: scan } = results;
    if (!conv || !scan) throw new Error('The graph gave no context.');
    context = contextOf(conv, scan);
    return results;
  }

  const names = Array.from({ length: layers }, (_, layer) => selectionNames(layer));
  return {
    chunkTokens,
    reset: () => void (context = empty),
    async prefill(ids) {
      await read(ids, []);
    },
    async select(ids) {
      const results = await read(ids, names.flat());
      return names.map((ofLayer) => selectionOf(ofLayer.map((name) => results[name])));
    },
    save: () => context,
    restore: (saved) => void (context = saved),
    dispose: () => void session.release(),
  };
}

function selectionOf(tensors: readonly (Tensor | undefined)[]) {
  const [delta, b, c] = tensors.map((tensor) => (tensor as TypedTensor<'float32'>).data);
  if (!delta || !b || !c) throw new Error('The graph did not give what a layer selects by.');
  return { delta, b, c };
}
