export const failures = {
  'no-webgpu.what': 'Ce navigateur ne donne accès à aucun processeur graphique.',
  'no-webgpu.meaning': 'Le lecteur ne peut pas fonctionner ici sur le GPU.',
  'no-webgpu.next':
    'Utilisez plutôt le processeur (CPU) : même modèle, mêmes réponses, en plus lent.',
  'adapter-computes-wrongly.what': 'Ce processeur graphique calcule mal.',
  'adapter-computes-wrongly.meaning':
    'Ses résultats diffèrent de la référence ; il n’est donc pas utilisé, car les réponses n’auraient aucun sens.',
  'adapter-computes-wrongly.next':
    'Utilisez plutôt le processeur (CPU), ou mettez à jour le pilote graphique et rechargez la page.',
  'device-lost.what': 'Le processeur graphique a disparu en plein travail.',
  'device-lost.meaning':
    'La réponse n’a pas été terminée. La question, les passages et les fichiers sont toujours là.',
  'device-lost.next': 'Rechargez le lecteur ; si cela se répète, utilisez le processeur (CPU).',
  'out-of-memory.what': 'La mémoire ne suffit pas.',
  'out-of-memory.meaning': 'Les poids du lecteur ou ce prompt n’ont pas tenu en mémoire.',
  'out-of-memory.next':
    'Choisissez moins de passages, fermez d’autres onglets ou n’utilisez qu’un lecteur.',
  'files-missing.what': 'Des fichiers du modèle ne sont pas sur cet appareil.',
  'files-missing.meaning': 'Le navigateur a peut-être vidé son stockage.',
  'files-missing.next':
    'Téléchargez-les de nouveau ; ce qui est encore là n’est pas téléchargé deux fois.',
  'download-failed.what': 'Le téléchargement a été interrompu.',
  'download-failed.meaning': 'Ce qui est arrivé est conservé.',
  'download-failed.next': 'Vérifiez la connexion et continuez : il reprend là où il s’est arrêté.',
  'hash-mismatch.what': 'Un fichier n’est pas celui qui était attendu.',
  'hash-mismatch.meaning':
    'Il a été abîmé en route ou modifié sur le serveur ; il a été jeté et n’a pas servi.',
  'hash-mismatch.next':
    'Téléchargez-le de nouveau. Si cela continue, le serveur contient de mauvais fichiers.',
  'quota-exceeded.what': 'Le navigateur n’accorde plus de stockage.',
  'quota-exceeded.meaning': 'Les modèles ne tiennent pas à côté de ce qui est déjà enregistré.',
  'quota-exceeded.next':
    'Libérez de la place sur le disque ou supprimez les données d’autres sites, puis continuez.',
  'storage-unavailable.what': 'Le navigateur n’accorde aucun stockage.',
  'storage-unavailable.meaning':
    'Les fenêtres privées et certains réglages l’interdisent ; les modèles ne peuvent pas être conservés.',
  'storage-unavailable.next': 'Ouvrez la page dans une fenêtre ordinaire.',
  'unusable-file.what': 'Un fichier est inutilisable.',
  'unusable-file.meaning':
    'Il est entier, mais ce programme ne le comprend pas ; la raison est indiquée ci-dessous.',
  'unusable-file.next':
    'S’il est à vous, choisissez-en un autre. S’il vient de cette page, rechargez la page.',
  'empty-question.what': 'Il n’y a pas de question.',
  'empty-question.meaning': 'Rien n’a été cherché.',
  'empty-question.next': 'Saisissez une question ou choisissez un exemple.',
  'unreadable-source.what': 'Un fichier est illisible.',
  'unreadable-source.meaning': 'Rien n’en a été utilisé ni conservé.',
  'unreadable-source.next':
    'Lisez ce qui est indiqué ci-dessous, puis ajoutez de nouveau les fichiers sans lui ou sous une autre forme.',
  'source-too-large.what': 'Ces fichiers contiennent plus que ce programme n’accepte.',
  'source-too-large.meaning': 'Rien n’en a été conservé.',
  'source-too-large.next':
    'Choisissez moins de fichiers, ou moins de questions avec leurs seuls documents de preuve.',
  'nothing-to-index.what': 'Il n’y a pas de texte dans ces fichiers.',
  'nothing-to-index.meaning': 'Aucun passage n’a pu être formé ; rien n’a donc été conservé.',
  'nothing-to-index.next':
    'Choisissez des fichiers texte, Markdown, HTML ou PDF, ou une archive qui en contient.',
  'corpus-busy.what': 'Un autre onglet travaille sur ce corpus.',
  'corpus-busy.meaning': 'À deux, ils écriraient l’un sur l’autre.',
  'corpus-busy.next': 'Continuez dans cet onglet-là, ou fermez-le et réessayez.',
  'corpus-damaged.what': 'Le corpus enregistré est abîmé.',
  'corpus-damaged.meaning':
    'Une partie n’est plus ce qui avait été écrit ; il n’est donc pas utilisé.',
  'corpus-damaged.next': 'Supprimez-le et refaites-le, ou importez son fichier.',
  'embedder-missing.what': 'Le modèle de plongement de ce corpus n’est pas sur cet appareil.',
  'embedder-missing.meaning':
    'Seul le modèle qui a produit ses vecteurs peut y chercher. Le corpus lui-même est intact.',
  'embedder-missing.next':
    'Ajoutez-le de nouveau sous « Modèles », avec les mêmes fichiers, faites recalculer les vecteurs dans la bibliothèque, ou lisez autre chose.',
  'worker-crashed.what': 'Une partie du programme s’est arrêtée brutalement.',
  'worker-crashed.meaning':
    'Seule cette partie est arrêtée. La question, les passages et les fichiers sont toujours là.',
  'worker-crashed.next': 'Relancez-la.',
  'cancelled.what': 'Annulé.',
  'cancelled.meaning': 'Ce qui a été fait jusqu’ici est conservé.',
  'cancelled.next': 'Demandez de nouveau quand vous voulez.',
  'internal.what': 'Quelque chose d’inattendu s’est produit.',
  'internal.meaning': 'C’est une erreur du programme, pas de ce que vous avez fait.',
  'internal.next': 'Réessayez ; si cela persiste, rechargez la page.',
} as const;
