export const split = {
  sentences: 'about {characters} characters, at sentence ends',
  'paragraphs-whole': 'up to {characters} characters, {repeated} repeated, whole paragraphs',
  'paragraphs-cut': 'up to {characters} characters, {repeated} repeated, long paragraphs cut',

  title: 'Cut into passages',
  demo: 'Demo',
  'demo-means': 'about 600 characters, at sentence ends',
  paper: 'The paper',
  'paper-means':
    'paragraphs joined up to 1,000 characters, 30 repeated; longer paragraphs stay whole',
  own: 'Own sizes',
  cut: 'Cut',
  'at-sentences': 'at sentence ends',
  'at-paragraphs': 'at paragraphs, lines, words',
  characters: 'Characters',
  repeated: 'Repeated',
  'size-wrong': 'Between {min} and {max} characters.',
  'repeated-wrong': 'Less than half of a passage can be repeated.',
  sample: {
    one: 'The beginning of "{title}" gives {count} passage',
    other: 'The beginning of "{title}" gives {count} passages',
  },
  length: { one: '{count} character', other: '{count} characters' },
} as const;
