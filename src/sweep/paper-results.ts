/**
 * Accuracy in % of MambaRALM (Jaskowski, Barton, Bridges 2024): an accepted answer inside the output, 1,000 questions of
 * TriviaQA's development set, passages of 1,000 characters. Its models, its corpus, its hardware: to be seen beside a
 * study, not compared number by number.
 */
export const paperResults = {
  questions: 1000,
  k: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 20],
  mamba: {
    name: 'Mamba-Chat 2.8B',
    accuracy: [44.6, 41.6, 43.2, 44.5, 44.0, 43.8, 44.0, 38.8, 35.2, 29.6, 21.5],
  },
  transformer: {
    name: 'Dolly-v2-3B',
    accuracy: [43.2, 44.9, 45.8, 43.9, 46.3, 47.0, 47.8, 43.6, 29.8, 10.7, undefined],
  },
} as const;
