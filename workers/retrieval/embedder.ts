/** Longest question and passage, in tokens, that the bundled embedder saw in training. */
export const QUESTION_TOKENS = 48;
export const PASSAGE_TOKENS = 160;

export interface Embedding {
  /** [dimensions], unit length. */
  vector: Float32Array;
  /** The text had more tokens than asked for. */
  truncated: boolean;
}

export interface Embedder {
  readonly dimensions: number;
  question(text: string): Promise<Embedding>;
  passage(title: string, text: string): Promise<Embedding>;
}
