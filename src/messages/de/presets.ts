export const presets = {
  legend: 'Was Sie herausfinden möchten',
  'title-custom': 'Eigene Wahl',
  'purpose-custom': 'Beliebiges k, mit oder ohne Orakel.',
  'title-paper': 'Wie veröffentlicht',
  'purpose-paper':
    'Die k von MambaRALM (1 bis 10 und 20) und dessen Maß, eine akzeptierte Antwort in der Ausgabe, für beide Leser, mit dieser Textsammlung.',
  'title-class': '30 Minuten Unterricht',
  'purpose-class':
    'So viele Fragen, wie dieses Gerät in einer halben Stunde beantwortet, mit k = 0, 1, 5, 10.',
  'title-needle': 'Nadel',
  'purpose-needle':
    'Eine Passage mit der Antwort steht auf Platz 1, 2, … von 10, um sie herum die nächsten ohne die Antwort: Wo im Prompt findet sie jeder Leser?',
  'title-noise': 'Rauschen',
  'purpose-noise':
    'Eine Passage mit der Antwort unter den nächsten anderen oder unter zufälligen. Bei gleichem k sind beide Prompts etwa gleich lang: Verschieden ist nur, wie irreführend der Rest ist.',

  retrieved: 'k = {k}',
  oracle: 'Orakel',
  needle: 'Platz {position} von {k}',
  alone: 'k = 1, keine andere',
  'noise-nearest': 'k = {k}, nächste andere',
  'noise-random': 'k = {k}, zufällige andere',
} as const;
