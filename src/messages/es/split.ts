export const split = {
  sentences: 'unos {characters} caracteres, al final de las frases',
  'paragraphs-whole': 'hasta {characters} caracteres, {repeated} repetidos, párrafos enteros',
  'paragraphs-cut': 'hasta {characters} caracteres, {repeated} repetidos, párrafos largos cortados',

  title: 'Cortar en pasajes',
  demo: 'Demo',
  'demo-means': 'unos 600 caracteres, al final de las frases',
  paper: 'El artículo',
  'paper-means':
    'párrafos unidos hasta 1000 caracteres, 30 repetidos; los párrafos más largos quedan enteros',
  own: 'Tamaños propios',
  cut: 'Cortar',
  'at-sentences': 'al final de las frases',
  'at-paragraphs': 'en párrafos, líneas, palabras',
  characters: 'Caracteres',
  repeated: 'Repetidos',
  'size-wrong': 'Entre {min} y {max} caracteres.',
  'repeated-wrong': 'Se puede repetir menos de la mitad de un pasaje.',
  sample: {
    one: 'El principio de «{title}» da {count} pasaje',
    other: 'El principio de «{title}» da {count} pasajes',
  },
  length: { one: '{count} carácter', other: '{count} caracteres' },
} as const;
