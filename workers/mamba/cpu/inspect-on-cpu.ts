import { partsOf, type BundleFiles } from '../../model-files/bundle-files';
import { openTensors } from '../../model-files/safetensors';
import type { DecoderInspection } from '../../reader/decoder';
import { letMessagesIn } from '../../reader/let-messages-in';
import { parseMambaConfig, type MambaConfig } from '../config';
import {
  GROUPS,
  inspectBackwards,
  type InspectArguments,
  type Look,
} from '../inspect/inspect-backwards';
import { openSelectingReader } from './selecting-reader';
import { SelectionMeans } from './selection-means';
import { PANEL } from './words';

/** What a reader on the CPU shows of how it reads. Everything that is needed beyond answering exists for this call only. */
export async function inspectOnCpu(
  files: BundleFiles,
  chunkTokens: number,
  ...asked: InspectArguments
): Promise<DecoderInspection> {
  const config = parseMambaConfig(await files.read('config.json'), PANEL);
  const weights = await files.read('model.safetensors');
  const reader = await openSelectingReader(config, weights, chunkTokens);
  const [, { length: answerTokens }, , isWanted] = asked;
  const rates = await readRates(weights, config);
  const layers = rates.map((a) => new SelectionMeans(a, config.channels, GROUPS, answerTokens));
  const look: Look = async (ids, place) => {
    const means: Float32Array[] = [];
    for (const [at, selection] of (await reader.select(ids)).entries()) {
      const layer = layers[at];
      if (layer) means.push(layer.add(selection, place));
      // A chunk takes a second or more; whoever called ends it all then.
      await letMessagesIn();
      if (!isWanted()) break;
    }
    return means;
  };
  try {
    return await inspectBackwards(reader, look, ...asked);
  } finally {
    reader.dispose();
  }
}

/** A of each layer: [D, N]. */
async function readRates(
  weights: Uint8Array<ArrayBuffer>,
  { layers }: MambaConfig,
): Promise<Float32Array[]> {
  const tensors = await openTensors(partsOf(weights));
  const rates: Float32Array[] = [];
  for (let layer = 0; layer < layers; layer++) {
    const name = `backbone.layers.${layer}.mixer.A_log`;
    const log = (await tensors.load(name)).get(name);
    if (!log) throw new Error('The weights have no A.');
    rates.push(new Float32Array(log.bytes.slice().buffer).map((value) => -Math.exp(value)));
  }
  return rates;
}
