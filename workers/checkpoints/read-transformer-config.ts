import { Failure } from '../failure';

export interface TransformerSizes {
  layers: number;
  width: number;
  /** Key-value heads: fewer than query heads where they are grouped. */
  heads: number;
  headWidth: number;
  vocabulary: number;
  maxTokens: number;
  /** By formula: what its config says, without biases and norms. */
  parameters: number;
}

/** Decoders whose exported graphs have the inputs of `graph-inputs.ts`, by transformers.js' own list of cache shapes. */
const KNOWN = [
  ...[
    'llama',
    'gpt_neox',
    'qwen2',
    'qwen3',
    'mistral',
    'ministral',
    'gemma',
    'gemma2',
    'gemma3_text',
  ],
  ...[
    'phi',
    'phi3',
    'olmo',
    'olmo2',
    'smollm3',
    'granite',
    'stablelm',
    'starcoder2',
    'cohere',
    'helium',
  ],
];

type Json = Readonly<Record<string, unknown>>;

/** The sizes of a decoder from Hugging Face's `config.json`. Throws `unusable-file`. */
export function readTransformerConfig(json: Json): TransformerSizes {
  const type = String(json.model_type);
  if (!KNOWN.includes(type)) {
    throw new Failure(
      'unusable-file',
      `config.json is of a "${type}" model. Decoders that can be read: ${KNOWN.join(', ')}.`,
    );
  }
  const layers = size(json, 'num_hidden_layers', 1024);
  const width = size(json, 'hidden_size', 65_536);
  const queryHeads = size(json, 'num_attention_heads', 1024);
  const heads = size(json, 'num_key_value_heads', 1024, queryHeads);
  const headWidth = size(json, 'head_dim', 4096, width / queryHeads);
  const vocabulary = size(json, 'vocab_size', 2 ** 22);
  const inner = size(json, 'intermediate_size', 2 ** 20, 4 * width);
  const gated = type === 'gpt_neox' || type === 'phi' ? 2 : 3;
  const attention = width * headWidth * (2 * queryHeads + 2 * heads);
  // Hugging Face ties by default; these two families say so when they do.
  const untied = json.tie_word_embeddings === false || ['gpt_neox', 'llama'].includes(type);
  const embeddings = untied && json.tie_word_embeddings !== true ? 2 : 1;
  return {
    layers,
    width,
    heads,
    headWidth,
    vocabulary,
    maxTokens: size(json, 'max_position_embeddings', 2 ** 24, 2048),
    parameters: embeddings * vocabulary * width + layers * (attention + gated * width * inner),
  };
}

function size(json: Json, name: string, largest: number, otherwise?: number): number {
  const value = Object.hasOwn(json, name) && json[name] !== null ? json[name] : otherwise;
  if (Number.isSafeInteger(value) && (value as number) >= 1 && (value as number) <= largest) {
    return value as number;
  }
  throw new Failure(
    'unusable-file',
    `config.json cannot be used: "${name}" is ${String(value)}; 1 to ${largest} can be read.`,
  );
}
