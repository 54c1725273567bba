export const split = {
  sentences: 'environ {characters} caractères, en fin de phrase',
  'paragraphs-whole': 'jusqu’à {characters} caractères, {repeated} répétés, paragraphes entiers',
  'paragraphs-cut':
    'jusqu’à {characters} caractères, {repeated} répétés, longs paragraphes découpés',

  title: 'Découpage en passages',
  demo: 'Démo',
  'demo-means': 'environ 600 caractères, en fin de phrase',
  paper: 'L’article',
  'paper-means':
    'paragraphes réunis jusqu’à 1000 caractères, 30 répétés ; les paragraphes plus longs restent entiers',
  own: 'Tailles au choix',
  cut: 'Couper',
  'at-sentences': 'en fin de phrase',
  'at-paragraphs': 'aux paragraphes, lignes, mots',
  characters: 'Caractères',
  repeated: 'Répétés',
  'size-wrong': 'Entre {min} et {max} caractères.',
  'repeated-wrong': 'On peut répéter moins de la moitié d’un passage.',
  sample: {
    one: 'Le début de « {title} » donne {count} passage',
    other: 'Le début de « {title} » donne {count} passages',
  },
  length: { one: '{count} caractère', other: '{count} caractères' },
} as const;
