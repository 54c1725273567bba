export const shell = {
  tagline:
    'A Mamba and a Transformer answer from retrieved text, side by side, in this tab. No server.',
  looking: 'Looking at what this browser can do…',
  opening: 'Opening {view}…',
  'load-again': 'Load the page again',
  footer:
    'Everything runs on this device; questions and answers never leave it. Program: MIT. Text and questions: CC BY 4.0.',
  views: 'Views',
  'view-ask': 'Ask',
  'view-sweep': 'Sweep',
  'view-inside': 'Inside',
  'view-library': 'Library',
  'view-models': 'Models',
  'view-measure': 'Measure',
  language: 'Language',
  class: 'Class',
  'class-title': 'Large type, presenter keys, predict first, a guided tour, a handout',
  'ready-offline': 'Ready offline',
  'storing-program': 'Storing the program…',
  'needs-connection': 'Needs a connection',
  'not-ready-offline': 'Not yet ready offline',
  'storage-cleared':
    'What the page needs was removed from this browser’s storage. It works on until it is closed; fetch it again to have it next time and offline.',
  'fetch-again': 'Fetch {size} again',
  'new-version': 'Use the new version',
  support: 'Support report',
  'support-note':
    'For whoever helps you. It is made on this device and sent nowhere; read it before you pass it on.',
  'support-question': 'with the question',
  'support-copy': 'Copy',
  'support-copied': 'Copied.',
  'support-not-copied': 'The browser did not allow it: select the text and copy it.',
} as const;
