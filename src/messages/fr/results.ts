export const results = {
  title: 'Tous les chiffres',
  note: 'En pour cent, avec des intervalles à 95 %. « Plafond » : un passage du prompt contient une réponse acceptée. « Faux car » attribue chaque réponse sans réponse acceptée à la première cause qui s’applique : aucun passage avec la réponse dans le prompt ; un tel passage, mais dans un prompt plus long que tous ceux de l’entraînement ; un tel passage, et le lecteur a écrit autre chose. « Distrait » : faux maintenant, parmi les questions que ce lecteur avait justes avec moins de passages. Les valeurs p viennent du test exact de McNemar sur les mêmes questions, et entre parenthèses après correction de Holm sur les lignes.',
  table: 'Tableau : tous les chiffres',
  prompt: 'Prompt',
  ceiling: 'Plafond',
  reader: 'Lecteur',
  contains: 'Réponse dans la sortie',
  exact: 'Correspondance exacte',
  f1: 'F1 par tokens',
  wrong: 'Faux car : aucun passage · trop long · mal lu',
  distracted: 'Distrait',
  tokens: 'Tokens du prompt, médiane',
  alone: 'Seul à avoir juste',
  p: 'p, réponse dans la sortie',
  'of-trials': '{hits} sur {trials}',
  'over-trained': '{count} au-delà de la longueur d’entraînement',

  save: 'À emporter',
  'save-note':
    'Le fichier JSON contient questions, passages, réponses, versions et empreintes : de quoi tout réévaluer, ou ouvrir l’étude ici ou sur un autre appareil. Le fichier CSV a une ligne par réponse.',
  'save-json': 'Enregistrer en JSON',
  'save-csv': 'Enregistrer en CSV',
} as const;
