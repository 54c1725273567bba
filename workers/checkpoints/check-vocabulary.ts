import { Failure } from '../failure';
import type { TextTokenizer } from '../tokenizer/open-text-tokenizer';

/** Every token must have a row in the embedding matrix; a tokenizer of another model is refused. Throws `unusable-file`. */
export function checkVocabulary(tokenizer: TextTokenizer, rows: number): void {
  const { largestId, size } = tokenizer;
  if (largestId >= rows) {
    throw new Failure(
      'unusable-file',
      `tokenizer.json has tokens up to ${largestId}, the model ${rows} rows: they do not belong together.`,
    );
  }
  // Embeddings are padded by some hundred rows at most; a vocabulary of half the size is another model's.
  if (size < rows / 2) {
    throw new Failure(
      'unusable-file',
      `tokenizer.json has ${size} tokens, the model ${rows}: they do not belong together.`,
    );
  }
}
