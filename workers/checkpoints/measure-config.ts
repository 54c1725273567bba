import type { ModelFootprint, Precision } from '../contract';
import type { MambaConfig } from '../mamba/config';
import { ownEngineTakes } from '../mamba/cpu/own-engine-takes';
import { listMambaTensors, type MambaExtras } from './find-mamba-tensors';
import { readMambaConfig } from './read-mamba-config';
import { readTransformerConfig } from './read-transformer-config';
import { layOutWeights } from './weights-layout';

/** What a reader of this `config.json` takes when it is kept in 8 bits. Throws `unusable-file`. */
export function measureConfig(config: object): { parameters: number; footprint: ModelFootprint } {
  const json = config as Record<string, unknown>;
  if (json.model_type === 'mamba' || 'd_model' in json) {
    const sizes = readMambaConfig(json);
    return { parameters: parametersOf(sizes), footprint: mambaFootprint(sizes, 'u8') };
  }
  const { parameters, vocabulary, width, layers, heads, headWidth } = readTransformerConfig(json);
  return {
    parameters,
    footprint: {
      weightBytes: parameters,
      largestWeightBytes: vocabulary * width,
      cpuWeightBytes: 4 * parameters,
      stateBytes: 0,
      cacheBytesPerToken: 4 * 2 * layers * heads * headWidth,
    },
  };
}

export function mambaFootprint(
  config: MambaConfig,
  precision: Precision,
  extras: MambaExtras = {},
): ModelFootprint {
  const { layers, channels, taps, states } = config;
  const tensors = listMambaTensors(config, extras);
  const layout = layOutWeights(tensors, precision);
  const weightBytes = layout.totalBytes;
  const asTheyAre = ownEngineTakes(new Map(tensors.map((tensor) => [tensor.name, tensor])));
  return {
    weightBytes,
    largestWeightBytes: Math.max(...[...layout.tensors.values()].map(({ length }) => length)),
    // ONNX Runtime makes them numbers of 32 bits.
    cpuWeightBytes: asTheyAre ? weightBytes : 4 * parametersOf(config, extras),
    stateBytes: 4 * layers * channels * (taps - 1 + states),
    cacheBytesPerToken: 0,
  };
}

const parametersOf = (config: MambaConfig, extras: MambaExtras = {}) =>
  listMambaTensors(config, extras).reduce(
    (sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1),
    0,
  );
