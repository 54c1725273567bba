export const presets = {
  legend: 'Ce que vous voulez savoir',
  'title-custom': 'Au choix',
  'purpose-custom': 'N’importe quel k, avec ou sans oracle.',
  'title-paper': 'L’article',
  'purpose-paper':
    'Les k de MambaRALM (1 à 10, et 20) et sa mesure, une réponse acceptée dans la sortie, pour les deux lecteurs, sur ce corpus.',
  'title-class': 'Cours de 30 minutes',
  'purpose-class':
    'Autant de questions que cet appareil en traite en une demi-heure, avec k = 0, 1, 5, 10.',
  'title-needle': 'Aiguille',
  'purpose-needle':
    'Un passage qui contient la réponse est en place 1, 2, … sur 10, entouré des plus proches qui ne la contiennent pas : où dans le prompt chaque lecteur la trouve-t-il ?',
  'title-noise': 'Bruit',
  'purpose-noise':
    'Un passage qui contient la réponse parmi les autres plus proches, ou parmi d’autres au hasard. À k égal, les deux prompts sont à peu près aussi longs : seul change ce que le reste a de trompeur.',

  retrieved: 'k = {k}',
  oracle: 'oracle',
  needle: 'place {position} sur {k}',
  alone: 'k = 1, aucun autre',
  'noise-nearest': 'k = {k}, autres plus proches',
  'noise-random': 'k = {k}, autres au hasard',
} as const;
