import type { Passage, PromptSegment } from '../../workers/contract';
import { t } from '../messages/language.svelte';

/** What the prompt's segments and the answer behind them are called. */
export function segmentNames(
  kinds: readonly PromptSegment['kind'][],
  passages: readonly Passage[],
): string[] {
  let passage = 0;
  const names = kinds.map((kind, at) => {
    switch (kind) {
      case 'passage':
        return `${++passage}. ${passages[passage - 1]?.title ?? t('inside.passage')}`;
      case 'question':
        return t(at === 0 ? 'inside.question' : 'inside.question-again');
      case 'answer':
        return t('inside.answer-mark');
    }
  });
  return [...names, t('inside.answer')];
}
