export const results = {
  title: 'All figures',
  note: "In per cent, with 95 % intervals. ‘Ceiling’: a passage of the prompt holds an accepted answer. ‘Wrong because’ puts each answer without an accepted one down to the first that holds: no passage with the answer in the prompt; one in a prompt longer than any the reader was trained on; one, and the reader wrote something else. ‘Distracted’: wrong now, of the questions that this reader had right with fewer passages. The p values are McNemar's exact test on the same questions, and in brackets after Holm's correction over the rows.",
  table: 'Table: all figures',
  prompt: 'Prompt',
  ceiling: 'Ceiling',
  reader: 'Reader',
  contains: 'Answer in output',
  exact: 'Exact match',
  f1: 'Token F1',
  wrong: 'Wrong because: no passage · too long · misread',
  distracted: 'Distracted',
  tokens: 'Prompt tokens, median',
  alone: 'Right alone',
  p: 'p, answer in output',
  'of-trials': '{hits} of {trials}',
  'over-trained': '{count} past the trained length',

  save: 'Take it with you',
  'save-note':
    'The JSON file holds questions, passages, answers, versions and hashes: everything to score it again or to open it here or on another device. The CSV file has a line for each answer.',
  'save-json': 'Save as JSON',
  'save-csv': 'Save as CSV',
} as const;
