import { Failure } from '../failure';
import type { MambaConfig } from '../mamba/config';
import { READABLE_DTYPES, type SourceTensor } from './source-tensor';

/** One tensor of our `model.safetensors` and where it comes from. */
export interface WantedTensor {
  /** Hugging Face's name. */
  name: string;
  shape: number[];
  /** Whether it is one of the big matrices, which are kept in 8 or 4 bits. */
  matrix: boolean;
  /** Undefined for a bias that the model does not have: zeros. */
  source: SourceTensor | undefined;
}

/** What some Mambas have and most have not. */
export interface MambaExtras {
  /** The next token is chosen with a matrix of its own instead of the embedding's. */
  ownHead?: boolean;
  /** in_proj and out_proj have biases. */
  biases?: boolean;
}

/** Every tensor of a Mamba of these sizes, with the other name that it may have. */
export function listMambaTensors(config: MambaConfig, { ownHead, biases }: MambaExtras = {}) {
  const { layers, width, channels, states, taps, rank, vocabulary } = config;
  const tensor = (name: string, shape: number[], matrix = false, otherName = name) => ({
    name: `backbone.${name}`,
    otherName: `backbone.${otherName}`,
    shape,
    matrix,
  });
  const head = { name: 'lm_head.weight', otherName: 'lm_head.weight' };
  const layerTensors = (layer: number) => {
    const mixer = `layers.${layer}.mixer`;
    return [
      tensor(`layers.${layer}.norm.weight`, [width]),
      tensor(`${mixer}.in_proj.weight`, [2 * channels, width], true),
      tensor(`${mixer}.conv1d.weight`, [channels, 1, taps]),
      tensor(`${mixer}.conv1d.bias`, [channels]),
      tensor(`${mixer}.x_proj.weight`, [rank + 2 * states, channels], true),
      tensor(`${mixer}.dt_proj.weight`, [channels, rank]),
      tensor(`${mixer}.dt_proj.bias`, [channels]),
      tensor(`${mixer}.A_log`, [channels, states]),
      tensor(`${mixer}.D`, [channels]),
      tensor(`${mixer}.out_proj.weight`, [width, channels], true),
      ...(biases
        ? [
            tensor(`${mixer}.in_proj.bias`, [2 * channels]),
            tensor(`${mixer}.out_proj.bias`, [width]),
          ]
        : []),
    ];
  };
  return [
    tensor('embeddings.weight', [vocabulary, width], true, 'embedding.weight'),
    ...Array.from({ length: layers }, (_, layer) => layerTensors(layer)).flat(),
    tensor('norm_f.weight', [width]),
    ...(ownHead ? [{ ...head, shape: [vocabulary, width], matrix: true }] : []),
  ];
}

/**
 * Finds every tensor of a Mamba by Hugging Face's names or the authors' (`backbone.embedding.weight`), with or without
 * `backbone.`; all are looked for, and their shapes compared, before anything is read.
 * Throws `unusable-file`.
 */
export function findMambaTensors(
  config: MambaConfig,
  tensors: ReadonlyMap<string, SourceTensor>,
  extras: MambaExtras,
): WantedTensor[] {
  const marker = 'layers.0.mixer.A_log';
  const prefix = [...tensors.keys()]
    .find((name) => name.endsWith(marker))
    ?.slice(0, -marker.length);
  if (prefix === undefined) {
    throw new Failure('unusable-file', `The weights have no "${marker}": they are of no Mamba.`);
  }
  const more = [...tensors.keys()].find((name) => name.includes(`layers.${config.layers}.`));
  if (more) {
    throw new Failure(
      'unusable-file',
      `config.json says ${config.layers} layers; there is ${more} too.`,
    );
  }
  const theirs = (name: string) => name.replace('backbone.', prefix);
  return listMambaTensors(config, extras).map(({ name, otherName, shape, matrix }) => {
    const source = tensors.get(theirs(name)) ?? tensors.get(theirs(otherName));
    const found = source ? `${source.dtype} [${source.shape.join(', ')}]` : 'missing';
    const fits = source?.shape.join() === shape.join() && READABLE_DTYPES.has(source.dtype);
    if (!fits && !(source === undefined && name.endsWith('conv1d.bias'))) {
      throw new Failure(
        'unusable-file',
        `The weight ${theirs(name)} is ${found}; config.json asks for numbers of shape [${shape.join(', ')}].`,
      );
    }
    return { name, shape, matrix, source };
  });
}
