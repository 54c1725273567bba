export const influence = {
  title: 'Worauf die Antwort beruht',
  'no-passage':
    'Es gibt keine Passage zum Weglassen: Diese Antwort wurde ohne Text („closed book“) gegeben.',
  cost: 'Kostet jeden Leser {prompts} Prompts, von denen etwa {tokens} Tokens gelesen werden müssen: Was vor der weggelassenen Passage steht, wird wiederverwendet.',
  cancel: 'Abbrechen',
  weigh: 'Jede Passage einmal weglassen',
  unable: '{reader} kann eine vorgegebene Antwort hier zurzeit nicht bewerten.',
  working: '{reader} liest ohne eine Passage',
  'working-done': '{reader} liest ohne eine Passage, {done} von {passages} fertig',
  figures:
    '{reader}: „{answer}“, Log-Wahrscheinlichkeit {value} mit allen Passagen; {read} Tokens gelesen, {reused} wiederverwendet.',
  measured: 'Der Einfluss jeder Passage ist gemessen.',
  table: 'Tabelle: Einfluss jeder Passage',
  caption: 'Änderung der Log-Wahrscheinlichkeit der Antwort durch jede Passage, für jeden Leser',
  passage: 'Passage',
  'no-difference': 'kein Unterschied',
  less: 'ohne sie {factor} × weniger wahrscheinlich',
  more: 'ohne sie {factor} × wahrscheinlicher',
} as const;
