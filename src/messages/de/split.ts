export const split = {
  sentences: 'etwa {characters} Zeichen, an Satzenden',
  'paragraphs-whole': 'bis zu {characters} Zeichen, {repeated} wiederholt, ganze Absätze',
  'paragraphs-cut': 'bis zu {characters} Zeichen, {repeated} wiederholt, lange Absätze zerteilt',

  title: 'In Passagen schneiden',
  demo: 'Demo',
  'demo-means': 'etwa 600 Zeichen, an Satzenden',
  paper: 'Wie veröffentlicht',
  'paper-means':
    'Absätze verbunden bis zu 1000 Zeichen, 30 wiederholt; längere Absätze bleiben ganz',
  own: 'Eigene Größen',
  cut: 'Schneiden',
  'at-sentences': 'an Satzenden',
  'at-paragraphs': 'an Absätzen, Zeilen, Wörtern',
  characters: 'Zeichen',
  repeated: 'Wiederholt',
  'size-wrong': 'Zwischen {min} und {max} Zeichen.',
  'repeated-wrong': 'Weniger als die Hälfte einer Passage kann wiederholt werden.',
  sample: {
    one: 'Der Anfang von „{title}“ ergibt {count} Passage',
    other: 'Der Anfang von „{title}“ ergibt {count} Passagen',
  },
  length: { one: '{count} Zeichen', other: '{count} Zeichen' },
} as const;
