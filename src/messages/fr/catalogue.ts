export const catalogue = {
  title: 'Modèles publiés',
  note: 'Rien n’est téléchargé d’ici sans que vous le demandiez, et seulement des fichiers dont ce programme connaît la longueur et le SHA-256. Tout autre modèle peut être apporté sous forme de dossier, ci-dessus.',
  pair: 'La paire fournie',
  'pair-note':
    '{models} : entraînés sur les mêmes tokens pour cette page, {licence}. {size} depuis le serveur de cette page, téléchargés à la première visite.',
  'kind-mamba': 'Mamba',
  'kind-transformer': 'Transformer',
  'kind-embedder': 'modèle de plongement',
  parameters: '{millions} millions de paramètres',
  'in-8-bits': '(en 8 bits)',
  'about-mamba-130m':
    'Mamba des auteurs de l’article, entraîné sur The Pile. Avec pythia-160m, la paire la plus équitable : le même texte, le même tokenizer.',
  'about-pythia-160m': 'Transformer (GPT-NeoX) entraîné sur le même texte.',
  'about-mamba-chat 2.8B':
    'Le Mamba de l’étude publiée, pour la conversation au format de Zephyr ; pour de grands GPU.',
  'about-dolly-v2-3b':
    'Le Transformer de l’étude publiée (GPT-NeoX, instructions) ; pour de grands GPU.',
  'about-bge-small-en-v1.5':
    'Le modèle de plongement de l’étude publiée, 33 millions de paramètres : 384 dimensions, le vecteur du premier token, une phrase avant les questions.',
  'not-from-here':
    'Il ne peut pas être téléchargé d’ici : ce programme ne connaît aucun SHA-256 de ses fichiers ({repository}).',
  'way-onnx':
    'La page lit les Transformers en ONNX. Sur un ordinateur avec Internet et Python, créez-le ainsi :',
  'way-pickle':
    'Ses poids sont un pickle Python, qui pourrait exécuter du code et n’est pas lu ici. Chargez-les sur un ordinateur avec PyTorch, enregistrez-les en model.safetensors, et placez config.json et tokenizer.json à côté.',
  'then-choose': 'Choisissez ensuite ce dossier ci-dessus.',

  pinned: {
    one: '{size} depuis {host}, révision {revision}, {count} fichier par SHA-256',
    other: '{size} depuis {host}, révision {revision}, {count} fichiers par SHA-256',
  },
  'pinned-note':
    'D’après des informations publiques sur ces fichiers ; le téléchargement n’a pas été essayé là où ce programme a été écrit. Un fichier différent est jeté.',
  download: 'Téléchargement : {model}',
  verified: '{done} vérifiés sur {total}',
  fetched: '{done} téléchargés sur {total}',
  cancel: 'Annuler',
  look: 'Regarder dedans',
  fetch: 'Télécharger {size}',
  'fetch-more': 'Télécharger encore {size}',
  of: 'de {model}',
  discard: 'Supprimer ce qui est arrivé',
} as const;
