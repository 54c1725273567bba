export const presets = {
  legend: 'What to find out',
  'title-custom': 'Own choice',
  'purpose-custom': 'Any k, with or without the oracle.',
  'title-paper': 'The paper',
  'purpose-paper':
    'The k of MambaRALM (1 to 10, and 20) and its score, an accepted answer inside the output, for both readers, on this corpus.',
  'title-class': 'Class of 30 minutes',
  'purpose-class':
    'As many questions as this machine answers in half an hour, with k = 0, 1, 5, 10.',
  'title-needle': 'Needle',
  'purpose-needle':
    'A passage that holds the answer stands at place 1, 2, … of 10, the nearest that do not hold it around it: where in the prompt does each reader find it?',
  'title-noise': 'Noise',
  'purpose-noise':
    'A passage that holds the answer among the nearest others, or among random ones. At the same k both prompts are about as long: what differs is how misleading the rest is.',

  // What a prompt is made of, as in 'at k = 5'.
  retrieved: 'k = {k}',
  oracle: 'oracle',
  needle: 'place {position} of {k}',
  alone: 'k = 1, no other',
  'noise-nearest': 'k = {k}, nearest others',
  'noise-random': 'k = {k}, random others',
} as const;
