import { Failure } from '../failure';

/** Sizes of a Mamba-1 model; symbols of the paper (arXiv 2312.00752) in the comments. */
export interface MambaConfig {
  layers: number;
  /** d_model */
  width: number;
  /** d_inner = expand · d_model */
  channels: number;
  /** N, d_state */
  states: number;
  /** d_conv */
  taps: number;
  /** dt_rank */
  rank: number;
  vocabulary: number;
  /** Added to the mean square in RMSNorm. */
  epsilon: number;
}

/**
 * `config.json` of Hugging Face's `MambaForCausalLM`, for kernels that take sizes in steps of `step`. Throws `unusable-file`.
 */
export function parseMambaConfig(bytes: Uint8Array, step = 16): MambaConfig {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch (cause) {
    throw new Failure('unusable-file', 'config.json is not JSON.', { cause });
  }
  if (json?.model_type !== 'mamba') {
    throw new Failure('unusable-file', `config.json is of a "${String(json?.model_type)}" model.`);
  }
  if (json.use_bias === true) {
    throw new Failure(
      'unusable-file',
      'The model has biases in its projections, which this engine does not compute. Use the CPU.',
    );
  }
  const number = (name: string): number => {
    const value = json[name];
    if (typeof value === 'number' && value > 0) return value;
    throw new Failure('unusable-file', `config.json has no usable "${name}".`);
  };
  const inSteps = (name: string): number => {
    const value = number(name);
    if (value % step === 0) return value;
    throw new Failure(
      'unusable-file',
      `config.json has "${name}" ${value}, no multiple of ${step}.`,
    );
  };
  return {
    layers: number('num_hidden_layers'),
    width: inSteps('hidden_size'),
    channels: inSteps('intermediate_size'),
    states: number('state_size'),
    taps: number('conv_kernel'),
    rank: number('time_step_rank'),
    vocabulary: number('vocab_size'),
    epsilon: number('layer_norm_epsilon'),
  };
}
