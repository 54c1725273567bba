export const models = {
  readers: 'Which models read',
  'readers-note':
    'The choice holds for every view and is kept in this browser. A model is loaded when it is asked.',
  bundled: 'Bundled, 4 bits, {size}',
  embedders: 'Embedders',
  'embedders-note':
    'Vectors of one embedder mean nothing to another: a corpus must be embedded anew with the one that is to search it. The encyclopaedia here belongs to the bundled one; for texts of your own, choose one in the Library when you add them.',
  storage: 'Storage',
  'storage-used': 'Storage used',
  'used-of': '{used} of the {quota} that the browser grants this site.',
  persistent: 'The browser keeps it until you remove it.',
  'may-be-cleared': 'The browser may clear it when the disk runs full.',
  persist: 'Ask it to keep everything',

  // Whether it fits on this device, and why not.
  fits: 'Fits on the {device}: {size} at k = 20',
  'fits-not': 'Does not fit on the {device} ({size} at k = 20): {because}',
  'fits-perhaps': 'May fit on the {device} ({size} at k = 20): {because}',
  'no-gpu': 'this browser offers no graphics processor. Use the CPU.',
  'matrix-too-large':
    'one matrix takes {size}; this GPU takes at most {most} in one piece. Use the CPU if it fits there, or a smaller model.',
  'gpu-memory-unknown':
    'browsers do not say how much memory a GPU has. Try it: if it is too little, the page says so and nothing is lost.',
  'cpu-too-little':
    'on the CPU a browser gives a model {most} at most. Choose a smaller model, or a GPU.',
  'cpu-too-little-for-32':
    'on the CPU a browser gives a model {most} at most, and its weights become numbers of 32 bits there. Choose a smaller model, or a GPU.',
  'memory-too-little':
    'this device has about {memory} for everything that runs. Choose a smaller model.',

  // A model of one's own.
  'bits-u8': '8 bits',
  'bits-u4': '4 bits',
  'bits-f32': '32 bits',
  from: '{size}, from “{folder}”, {date}',
  rename: 'Rename',
  prompt: 'Prompt',
  of: 'of {model}',
  remove: 'Remove',
  'new-name': 'New name',
  save: 'Save',
  'remove-note':
    'Its files are deleted from this browser; the folder that it came from stays as it is.',
  'remove-embedder-note':
    'What it embedded in the Library cannot be searched until it is added again.',
  'remove-sure': 'Yes, remove it',

  'before-passages': 'Before the passages',
  'each-passage': 'Each passage',
  'after-passages': 'After the passages; the answer follows',
  'ends-at': 'The answer ends at (several: with “ | ” between; \\n is a new line)',
  'places-note':
    'Places: {question} before and after, {number}, {title} and {text} in a passage. Special tokens of the model may be written by their names.',
} as const;
