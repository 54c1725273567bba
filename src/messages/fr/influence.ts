export const influence = {
  title: 'Sur quoi repose la réponse',
  'no-passage':
    'Il n’y a pas de passage à écarter : cette réponse a été donnée sans texte (« closed book »).',
  cost: 'Coûte à chaque lecteur {prompts} prompts, dont environ {tokens} tokens à lire : ce qui précède le passage écarté est réutilisé.',
  cancel: 'Annuler',
  weigh: 'Écarter chaque passage une fois',
  unable: '{reader} ne peut pas évaluer une réponse donnée là où il fonctionne maintenant.',
  working: '{reader} lit sans un passage',
  'working-done': '{reader} lit sans un passage, {done} faits sur {passages}',
  figures:
    '{reader} : « {answer} », log-probabilité {value} avec tous les passages ; {read} tokens lus, {reused} réutilisés.',
  measured: 'L’influence de chaque passage est mesurée.',
  table: 'Tableau : influence de chaque passage',
  caption:
    'Changement de la log-probabilité de la réponse dû à chaque passage, pour chaque lecteur',
  passage: 'Passage',
  'no-difference': 'aucune différence',
  less: '{factor} × moins probable sans lui',
  more: '{factor} × plus probable sans lui',
} as const;
