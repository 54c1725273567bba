export const conclusions = {
  title: 'What is known, and how surely',
  'not-complete': 'Not complete yet:',
  'may-change': 'this is said of the answers so far and may change.',
  'kind-differs': 'What the data show',
  'kind-cannot tell': 'What the data cannot tell',
  'kind-fact': 'Where the wrong answers come from',
  'scope-held-out':
    "Right means: an accepted answer stands in the output, by TriviaQA's normalisation. {answered} of {questions} held-out questions of “{corpus}”, seed {seed}; {readers}. It holds for these readers on these questions, not for every Mamba and every Transformer.",
  'scope-all':
    "Right means: an accepted answer stands in the output, by TriviaQA's normalisation. {answered} of {questions} questions of “{corpus}”, seed {seed}; {readers}. It holds for these readers on these questions, not for every Mamba and every Transformer.",
  'reader-on': '{model} on {device}',

  better:
    'At {condition} the {better} is right more often, {share} % against {other} % of {questions} questions (p = {p} after {tests}).',
  holm: {
    one: "Holm's correction for {count} test",
    other: "Holm's correction for {count} tests",
  },
  'may-be-chance':
    'At {conditions} the difference between the readers may be chance. Differences of up to {widest} points fit the data there: that no difference is shown does not mean that there is none.',
  quoted: '“{label}”',
  loses: 'The {reader} loses from {from} to {to}: {change} points, {interval} ({counts}).',
  gains: 'The {reader} gains from {from} to {to}: {change} points, {interval} ({counts}).',
  'change-unclear':
    'Whether the {reader} gains or loses from {from} to {to} cannot be told: {change} points, {interval} ({counts}).',
  interval: '95 % interval {low} to {high}',
  counts: 'questions lost: {lost}, won: {gained}; p = {p} after {tests}',
  'wrong-because':
    'Of the {wrong} answers that the {reader} gets wrong at {condition}, {retrieval} had no passage with the answer, {misread} had one within the trained length, and {overflow} had one in a prompt longer than any the reader was trained on.',
  'p-below': 'below {limit}',
} as const;
