import type { Passage, PromptSegment } from '../../workers/contract';

/** What the prompt's segments and the answer behind them are called. */
export function segmentNames(
  kinds: readonly PromptSegment['kind'][],
  passages: readonly Passage[],
): string[] {
  let passage = 0;
  const names = kinds.map((kind, at) => {
    switch (kind) {
      case 'passage':
        return `${++passage}. ${passages[passage - 1]?.title ?? 'Passage'}`;
      case 'question':
        return at === 0 ? 'Question' : 'Question again';
      case 'answer':
        return 'Answer mark';
    }
  });
  return [...names, 'Answer'];
}
