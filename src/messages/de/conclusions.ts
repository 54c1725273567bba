export const conclusions = {
  title: 'Was man weiß, und wie sicher',
  'not-complete': 'Noch nicht vollständig:',
  'may-change': 'Das gilt für die bisherigen Antworten und kann sich ändern.',
  'kind-differs': 'Was die Daten zeigen',
  'kind-cannot tell': 'Was die Daten nicht entscheiden',
  'kind-fact': 'Woher die falschen Antworten kommen',
  'scope-held-out':
    'Richtig heißt: Eine akzeptierte Antwort steht in der Ausgabe, nach der Normalisierung von TriviaQA. {answered} von {questions} zurückgehaltenen Fragen aus „{corpus}“, Startwert {seed}; {readers}. Es gilt für diese Leser bei diesen Fragen, nicht für jedes Mamba und jeden Transformer.',
  'scope-all':
    'Richtig heißt: Eine akzeptierte Antwort steht in der Ausgabe, nach der Normalisierung von TriviaQA. {answered} von {questions} Fragen aus „{corpus}“, Startwert {seed}; {readers}. Es gilt für diese Leser bei diesen Fragen, nicht für jedes Mamba und jeden Transformer.',
  'reader-on': '{model} auf {device}',

  better:
    'Bei {condition} hat {better} häufiger recht, bei {share} % gegenüber {other} % von {questions} Fragen (p = {p} nach {tests}).',
  holm: {
    one: 'Holm-Korrektur für {count} Test',
    other: 'Holm-Korrektur für {count} Tests',
  },
  'may-be-chance':
    'Bei {conditions} kann der Unterschied zwischen den Lesern Zufall sein. Unterschiede bis zu {widest} Prozentpunkten passen dort zu den Daten: Dass kein Unterschied gezeigt ist, heißt nicht, dass es keinen gibt.',
  quoted: '„{label}“',
  loses: '{reader} verliert von {from} auf {to}: {change} Prozentpunkte, {interval} ({counts}).',
  gains: '{reader} gewinnt von {from} auf {to}: {change} Prozentpunkte, {interval} ({counts}).',
  'change-unclear':
    'Ob {reader} von {from} auf {to} gewinnt oder verliert, lässt sich nicht sagen: {change} Prozentpunkte, {interval} ({counts}).',
  interval: '95-%-Intervall {low} bis {high}',
  counts: 'Fragen verloren: {lost}, gewonnen: {gained}; p = {p} nach {tests}',
  'wrong-because':
    'Falsche Antworten von {reader} bei {condition}: {wrong}. Davon ohne Passage mit der Antwort: {retrieval}; mit einer innerhalb der trainierten Länge: {misread}; mit einer in einem Prompt, der länger war als alle im Training: {overflow}.',
  'p-below': 'unter {limit}',
} as const;
