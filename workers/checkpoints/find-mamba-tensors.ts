import { Failure } from '../failure';
import type { MambaConfig } from '../mamba/config';
import { READABLE_DTYPES, type SourceTensor } from './source-tensor';

/** One tensor of our `model.safetensors` and where it comes from. */
export interface WantedTensor {
  /** Hugging Face's name. */
  name: string;
  shape: number[];
  /** Whether it is one of the big matrices, which are kept in 8 bits. */
  matrix: boolean;
  /** Undefined for a bias that the model does not have: zeros. */
  source: SourceTensor | undefined;
}

/**
 * Every tensor of a Mamba, from Hugging Face's names or the authors' (`backbone.embedding.weight`), with or without
 * `backbone.`; all are looked for, and their shapes compared, before anything is read.
 * Throws `unusable-file`.
 */
export function findMambaTensors(
  config: MambaConfig,
  tensors: ReadonlyMap<string, SourceTensor>,
): WantedTensor[] {
  const { layers, width, channels, states, taps, rank, vocabulary } = config;
  const marker = 'layers.0.mixer.A_log';
  const prefix = [...tensors.keys()]
    .find((name) => name.endsWith(marker))
    ?.slice(0, -marker.length);
  if (prefix === undefined) {
    throw new Failure('unusable-file', `The weights have no "${marker}": they are of no Mamba.`);
  }

  function want(name: string, shape: number[], matrix: boolean, others: string[] = []) {
    const source = [name, ...others]
      .map((one) => tensors.get(`${prefix}${one}`))
      .find((tensor) => tensor !== undefined);
    const found = source ? `${source.dtype} [${source.shape.join(', ')}]` : 'missing';
    const fits = source?.shape.join() === shape.join() && READABLE_DTYPES.has(source.dtype);
    if (!fits && !(source === undefined && name.endsWith('conv1d.bias'))) {
      throw new Failure(
        'unusable-file',
        `The weight ${prefix}${name} is ${found}; config.json asks for numbers of shape [${shape.join(', ')}].`,
      );
    }
    return { name: `backbone.${name}`, shape, matrix, source };
  }

  const wanted = [want('embeddings.weight', [vocabulary, width], true, ['embedding.weight'])];
  for (let layer = 0; layer < layers; layer++) {
    const mixer = `layers.${layer}.mixer`;
    wanted.push(
      want(`layers.${layer}.norm.weight`, [width], false),
      want(`${mixer}.in_proj.weight`, [2 * channels, width], true),
      want(`${mixer}.conv1d.weight`, [channels, 1, taps], false),
      want(`${mixer}.conv1d.bias`, [channels], false),
      want(`${mixer}.x_proj.weight`, [rank + 2 * states, channels], true),
      want(`${mixer}.dt_proj.weight`, [channels, rank], false),
      want(`${mixer}.dt_proj.bias`, [channels], false),
      want(`${mixer}.A_log`, [channels, states], false),
      want(`${mixer}.D`, [channels], false),
      want(`${mixer}.out_proj.weight`, [width, channels], true),
    );
  }
  wanted.push(want('norm_f.weight', [width], false));

  const more = [...tensors.keys()].find((name) => name.includes(`layers.${layers}.`));
  if (more) {
    throw new Failure('unusable-file', `config.json says ${layers} layers; there is ${more} too.`);
  }
  return wanted;
}
