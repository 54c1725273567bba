import type { Passage, PromptSegment } from '../../workers/contract';

/**
 * Question, passages by rank, question again, answer mark: everything up to passage i is the same for every k ≥ i, so
 * a reader that keeps its context at passage boundaries computes only what is new when k moves. The question is
 * read twice because a state of constant size must know beforehand what to keep (arXiv 2407.05483).
 */
export function buildPrompt(question: string, passages: readonly Passage[]): PromptSegment[] {
  return [
    { kind: 'question', text: question },
    ...passages.map(({ title, text }) => ({ kind: 'passage' as const, title, text })),
    { kind: 'question', text: question },
    { kind: 'answer' },
  ];
}
