export const models = {
  readers: 'Quels modèles lisent',
  'readers-note':
    'Le choix vaut pour toutes les vues et reste dans ce navigateur. Un modèle est chargé quand on l’interroge.',
  bundled: 'Fourni, 4 bits, {size}',
  embedders: 'Modèles de plongement',
  'embedders-note':
    'Les vecteurs d’un modèle de plongement ne disent rien à un autre : il faut recalculer les plongements d’un corpus avec celui qui doit y chercher. L’encyclopédie d’ici va avec le modèle fourni ; pour vos propres textes, choisissez-en un dans la Bibliothèque en les ajoutant.',
  storage: 'Stockage',
  'storage-used': 'Stockage utilisé',
  'used-of': '{used} sur les {quota} que le navigateur accorde à ce site.',
  persistent: 'Le navigateur le garde jusqu’à ce que vous le supprimiez.',
  'may-be-cleared': 'Le navigateur peut l’effacer quand le disque est plein.',
  persist: 'Lui demander de tout garder',

  fits: 'Tient sur le {device} : {size} à k = 20',
  'fits-not': 'Ne tient pas sur le {device} ({size} à k = 20) : {because}',
  'fits-perhaps': 'Tient peut-être sur le {device} ({size} à k = 20) : {because}',
  'no-gpu': 'ce navigateur n’offre aucun processeur graphique. Utilisez le CPU.',
  'matrix-too-large':
    'une matrice prend {size} ; ce GPU accepte au plus {most} d’un seul tenant. Utilisez le CPU si cela y tient, ou un modèle plus petit.',
  'gpu-memory-unknown':
    'les navigateurs ne disent pas combien de mémoire a un GPU. Essayez : s’il y en a trop peu, la page le dit et rien n’est perdu.',
  'cpu-too-little':
    'sur le CPU, un navigateur donne au plus {most} à un modèle. Choisissez un modèle plus petit, ou un GPU.',
  'cpu-too-little-for-32':
    'sur le CPU, un navigateur donne au plus {most} à un modèle, et ses poids y deviennent des nombres de 32 bits. Choisissez un modèle plus petit, ou un GPU.',
  'memory-too-little':
    'cet appareil a environ {memory} pour tout ce qui tourne. Choisissez un modèle plus petit.',

  'bits-u8': '8 bits',
  'bits-u4': '4 bits',
  'bits-f32': '32 bits',
  from: '{size}, depuis « {folder} », {date}',
  rename: 'Renommer',
  prompt: 'Prompt',
  of: 'de {model}',
  remove: 'Supprimer',
  'new-name': 'Nouveau nom',
  save: 'Enregistrer',
  'remove-note':
    'Ses fichiers sont supprimés de ce navigateur ; le dossier d’où il vient reste tel quel.',
  'remove-embedder-note':
    'On ne pourra plus chercher dans les corpus de la Bibliothèque qui utilisent ses vecteurs, tant qu’il n’est pas ajouté de nouveau.',
  'remove-sure': 'Oui, le supprimer',

  'before-passages': 'Avant les passages',
  'each-passage': 'Chaque passage',
  'after-passages': 'Après les passages ; la réponse suit',
  'ends-at': 'La réponse se termine à (plusieurs : séparés par « | » ; \\n est un saut de ligne)',
  'places-note':
    'Emplacements : {question} avant et après, {number}, {title} et {text} dans un passage. Les tokens spéciaux du modèle peuvent s’écrire par leur nom.',
} as const;
