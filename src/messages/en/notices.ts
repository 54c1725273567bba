export const notices = {
  'no-questions':
    'This corpus has no questions that fit the plan, so right and wrong cannot be told. Choose a corpus with questions (for Needle and Noise: with passages known to hold the answers).',
  'cannot-go-on':
    'This study cannot go on, because its answers would not belong together: {differences}. What it has so far is kept. Bring that back, or begin a new study.',
  'other-tab':
    'This study is being run in another tab. Look at it there, or pause it there and go on here.',
  'not-stored': 'This study is no longer stored. Begin a new one.',
  'other-corpus':
    'Another corpus was chosen while a study over “{corpus}” was running. The study is paused and everything so far is kept. Choose “{corpus}” again to go on.',
  'other-model':
    'The {reader} of this study is {before}, and now {now} was chosen, so its answers would not belong together. The study is paused and everything so far is kept. Choose {before} again to go on.',
  'other-backend':
    'The {reader} began this study on {before} and now runs on {now}, so its answers would not belong together. The study is paused and everything so far is kept. Load the page again to go on.',
  unreadable:
    'This file is not a study that can be read: {reason}. Nothing was changed. Choose a JSON file that this page or `npm run study` has written.',
  'not-json': 'it is not JSON',
  'question-missing': 'an answer belongs to question {question}, which is not in the file',
  'passage-missing': 'passage {passage} is not in the file',

  // What has changed since a study began.
  'corpus-differs': 'the corpus was {before}, now it is {now} or another version of it',
  'embedder-differs': 'the embedder has changed',
  'model-differs': 'the {reader} was {before}, now it is another one or another version of it',
  'backend-differs': 'the {reader} ran on {before}, now it runs on {now}',
  'length-differs': 'answers may be of another length',
} as const;
