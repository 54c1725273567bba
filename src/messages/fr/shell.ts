export const shell = {
  tagline:
    'Un Mamba et un Transformer répondent à partir de textes retrouvés, côte à côte, dans cet onglet. Sans serveur.',
  looking: 'Examen de ce que ce navigateur sait faire…',
  opening: 'Ouverture : {view}…',
  'load-again': 'Recharger la page',
  footer:
    'Tout se passe sur cet appareil ; questions et réponses ne le quittent jamais. Programme : MIT. Textes et questions : CC BY 4.0.',
  views: 'Vues',
  'view-ask': 'Questions',
  'view-sweep': 'Étude',
  'view-inside': 'Intérieur',
  'view-library': 'Bibliothèque',
  'view-models': 'Modèles',
  'view-measure': 'Mesures',
  language: 'Langue',
  class: 'Classe',
  'class-title':
    'Grands caractères, touches de présentation, pronostics, visite guidée, feuille à imprimer',
  'ready-offline': 'Prêt hors ligne',
  'storing-program': 'Enregistrement du programme…',
  'needs-connection': 'Connexion nécessaire',
  'not-ready-offline': 'Pas encore prêt hors ligne',
  'storage-cleared':
    'Ce dont la page a besoin a été effacé du stockage de ce navigateur. Elle continue jusqu’à sa fermeture ; récupérez-le pour la prochaine fois et hors ligne.',
  'fetch-again': 'Récupérer {size}',
  'new-version': 'Utiliser la nouvelle version',
  support: 'Rapport d’assistance',
  'support-note':
    'Pour qui vous aide. Il est fait sur cet appareil et n’est envoyé nulle part ; lisez-le avant de le transmettre.',
  'support-question': 'avec la question',
  'support-copy': 'Copier',
  'support-copied': 'Copié.',
  'support-not-copied': 'Le navigateur ne l’a pas permis : sélectionnez le texte et copiez-le.',
} as const;
