/** How an embedder of somebody else's making wants to be used; under `embedding` in its `config.json` here. */
export interface EmbeddingSettings {
  /** Which vector stands for a text: the first token's, or the mean of all. */
  pooling: 'cls' | 'mean';
  questionPrefix: string;
  passagePrefix: string;
  maxTokens: number;
}
