import type { ReaderSettings } from '../checkpoints/reader-settings';
import type { BundleFiles } from '../model-files/bundle-files';
import { openPromptTokenizer } from './open-prompt-tokenizer';
import { openTemplateTokenizer } from './open-template-tokenizer';
import { openTextTokenizer } from './open-text-tokenizer';
import type { PromptTokenizer } from './prompt-tokenizer';

/** The tokenizer of a reader with its prompt format: the bundled marks, or the template of a model of one's own. */
export async function openReaderTokenizer(files: BundleFiles): Promise<PromptTokenizer> {
  const tokenizerJson = await files.read('tokenizer.json');
  const text = new TextDecoder().decode(await files.read('reader.json'));
  const { prompt, endTokens } = JSON.parse(text) as Partial<ReaderSettings>;
  if (!prompt || !endTokens) return openPromptTokenizer(tokenizerJson);
  return openTemplateTokenizer(openTextTokenizer(tokenizerJson), prompt, endTokens);
}
