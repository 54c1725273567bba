export const sweep = {
  intro:
    'Does a Mamba cope better than a Transformer with many retrieved passages? Here the study is repeated on this device: many questions, several numbers of passages, both readers, with intervals and paired tests.',
  'missing-corpus':
    'The link studies a corpus that is not on this device (“{corpus}”). Import its pack file in the {library}; until then the bundled encyclopaedia is studied.',
  library: 'Library',
  'go-on': 'Go on',
  'start-again': 'Start it again',
  opening: 'Opening the corpus…',
  'no-questions':
    '“{corpus}” has no questions with known answers, so right and wrong cannot be told and there is nothing to study. Choose a corpus with questions.',
  'not-kept-apart':
    'This corpus does not say which questions were kept apart, so all of them are asked. If a reader was trained or tuned on them, its figures are too good.',
  'no-gold':
    'This corpus does not say which passages hold the answers: ‘oracle’, ‘Needle’ and ‘Noise’ cannot be asked.',

  plan: 'Plan a study',
  k: 'Numbers of passages, k',
  // 'oracle' is what is typed, in every language.
  'k-help':
    '0 is closed book; ‘oracle’ gives the passages known to hold the answer, at most {most}.',
  'k-wrong': 'Numbers from 0 to {most} and the word ‘oracle’, with commas between them.',
  questions: 'Questions',
  'questions-help': 'of {available}, drawn by the seed',
  seed: 'Seed',
  'seed-help': 'the same seed draws the same',
  readers: 'Readers',
  both: 'Both',
  'find-passages': 'Find passages',
  'by-both': 'By meaning and by words',
  'by-meaning': 'By meaning (embeddings)',
  'by-words': 'By words (BM25)',
  first: 'First on each question',
  'by-turns': 'By turns',
  start: 'Start the study',
  estimate: 'Estimate the time',
  cancel: 'Cancel',
  'warming-up':
    'Asking a question whose answers are thrown away, to see how fast the readers are here…',
  'as-many-as-fit':
    'As many questions as fit into {minutes} minutes are asked, after a short warm-up.',
  estimated: 'About {duration} on this machine, from a warm-up.',

  'cut-like-paper': "The passages of this corpus are cut as the paper's were: {cut}.",
  'cut-unlike-paper': "Its passages are not cut as the paper's were.",
  'cut-compared':
    "Here: {here}. There: {there}. So the same k is another amount of text. For passages like the paper's, {link}, and choose them above.",
  'cut-link': "add texts with questions in the Library, cut like the paper's",
  'cut-unknown': 'cut in a way that it does not tell',
} as const;
