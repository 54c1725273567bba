import type { PromptTemplate } from '../contract';
import { Failure } from '../failure';

/** `reader.json` of a model of one's own. */
export interface ReaderSettings {
  trainedTokens: number;
  prompt: PromptTemplate;
  /** Any of them ends an answer. */
  endTokens: number[];
  /** A decoder in transformers.js' layout; left out for our own graphs. */
  graph?: ForeignGraph;
}

/** An ONNX decoder of somebody else's making. */
export interface ForeignGraph {
  /** Below the bundle, e.g. `onnx/model_quantized.onnx`. */
  path: string;
  /** Files in the same folder that hold its weights, by the names that the graph uses. */
  dataFiles: string[];
  parameters: number;
  layers: number;
  /** Key-value heads, and the width of each: where the graph itself does not say. */
  heads: number;
  headWidth: number;
  maxTokens: number;
  /**
   * Behind a cache it reads right only one token at a time: found out when it is taken over. Left out where it was too large
   * to try.
   */
  oneByOne?: boolean;
}

/** A template that can be asked with. Throws `unusable-file`. */
export function requireTemplate(template: PromptTemplate | null): PromptTemplate {
  const { opening, passage, closing, stops } = template ?? {};
  const texts = [opening, passage, closing];
  if (!texts.every((text) => typeof text === 'string') || !Array.isArray(stops)) {
    throw new Failure('unusable-file', 'The prompt template has another form than expected.');
  }
  if (!closing?.includes('{question}')) {
    throw new Failure('unusable-file', 'The end of the prompt template has no {question}.');
  }
  if (!passage?.includes('{text}')) {
    throw new Failure('unusable-file', "The prompt template's passage has no {text}.");
  }
  return {
    opening: opening ?? '',
    passage,
    closing,
    stops: stops.filter((stop) => typeof stop === 'string' && stop !== ''),
  };
}
