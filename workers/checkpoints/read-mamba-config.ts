import { Failure } from '../failure';
import type { MambaConfig } from '../mamba/config';

/** Far above any model that was ever trained; a config beyond is a mistake or a trap. */
const LARGEST = {
  layers: 1024,
  width: 65_536,
  channels: 262_144,
  states: 256,
  taps: 16,
  rank: 16_384,
  vocabulary: 2 ** 22,
};

type Json = Readonly<Record<string, unknown>>;

/**
 * The sizes of a Mamba-1 from either `config.json`: Hugging Face's `MambaConfig` (its defaults where a key is missing) or the
 * authors' `mamba_ssm` (`d_model`, `n_layer`, `ssm_cfg`). Throws `unusable-file`, naming what is not supported.
 */
export function readMambaConfig(json: Json): MambaConfig {
  const config = 'd_model' in json && !('hidden_size' in json) ? original(json) : huggingFace(json);
  for (const [name, largest] of Object.entries(LARGEST)) {
    const value = config[name as keyof typeof LARGEST];
    if (!Number.isSafeInteger(value) || value < 1 || value > largest) {
      throw refuse(`${name} is ${value}; 1 to ${largest} can be read`);
    }
  }
  if (!(config.epsilon > 0 && config.epsilon < 1)) throw refuse(`epsilon is ${config.epsilon}`);
  if (config.width % 4 !== 0 || config.channels % 4 !== 0) {
    throw refuse(`a width of ${config.width} or ${config.channels} is no multiple of 4`);
  }
  if (config.taps < 2) throw refuse('a convolution of one tap is not supported');
  return config;
}

/** Whether in_proj and out_proj have biases, in either `config.json`. */
export const hasBiases = (json: Json): boolean =>
  (json.use_bias ?? (json.ssm_cfg as Json | undefined)?.bias) === true;

function huggingFace(json: Json): MambaConfig {
  if (json.model_type !== 'mamba') {
    throw refuse(
      `it is of a "${String(json.model_type)}" model; "mamba" (Mamba-1) can be read with safetensors`,
    );
  }
  const act = json.hidden_act ?? 'silu';
  if (act !== 'silu') throw refuse(`the activation "${String(act)}" is not supported`);
  const width = number(json, 'hidden_size', 768);
  const channels = number(json, 'intermediate_size', number(json, 'expand', 2) * width);
  return {
    layers: number(json, 'num_hidden_layers', 32),
    width,
    channels,
    states: number(json, 'state_size', 16),
    taps: number(json, 'conv_kernel', 4),
    rank: rank(json.time_step_rank, width),
    vocabulary: number(json, 'vocab_size', 50_280),
    epsilon: number(json, 'layer_norm_epsilon', 1e-5),
  };
}

function original(json: Json): MambaConfig {
  const ssm = (json.ssm_cfg ?? {}) as Json;
  if (typeof ssm !== 'object') throw refuse('ssm_cfg is no object');
  if (ssm.layer !== undefined && ssm.layer !== 'Mamba1') {
    throw refuse(`its layers are "${String(ssm.layer)}"; Mamba1 can be read`);
  }
  const attention = json.attn_layer_idx;
  if (Array.isArray(attention) && attention.length > 0) throw refuse('it has attention layers');
  if (number(json, 'd_intermediate', 0) > 0) throw refuse('it has MLP layers');
  if (json.rms_norm === false) throw refuse('LayerNorm is not supported, RMSNorm is');
  const width = number(json, 'd_model', 0);
  const multiple = number(json, 'pad_vocab_size_multiple', 8);
  const vocabulary = number(json, 'vocab_size', 50_277);
  return {
    layers: number(json, 'n_layer', 0),
    width,
    channels: number(ssm, 'expand', 2) * width,
    states: number(ssm, 'd_state', 16),
    taps: number(ssm, 'd_conv', 4),
    rank: rank(ssm.dt_rank, width),
    vocabulary: Math.ceil(vocabulary / multiple) * multiple,
    epsilon: number(json, 'norm_epsilon', 1e-5),
  };
}

const rank = (value: unknown, width: number): number =>
  value === undefined || value === 'auto' ? Math.ceil(width / 16) : Number(value);

function number(json: Json, name: string, otherwise: number): number {
  const value = Object.hasOwn(json, name) ? json[name] : undefined;
  if (value === undefined || value === null) return otherwise;
  if (typeof value === 'number') return value;
  throw refuse(`"${name}" is no number`);
}

const refuse = (reason: string) =>
  new Failure('unusable-file', `config.json cannot be used: ${reason}.`);
