import type { SplitSettings } from '../../workers/contract';
import { t } from '../messages/language.svelte';

/** Settings in words: 'about 600 characters, at sentence ends'. */
export function describeSplit(split: SplitSettings): string {
  if (split.method === 'sentences') {
    return t('split.sentences', { characters: split.targetCharacters });
  }
  const { chunkCharacters, overlapCharacters, longParagraphs } = split;
  return t(longParagraphs === 'keep' ? 'split.paragraphs-whole' : 'split.paragraphs-cut', {
    characters: chunkCharacters,
    repeated: overlapCharacters,
  });
}
