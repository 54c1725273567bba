export const notices = {
  'no-questions':
    'Ce corpus n’a pas de questions qui conviennent au plan : on ne peut distinguer le juste du faux. Choisissez un corpus avec des questions (pour Aiguille et Bruit : avec des passages dont on sait qu’ils contiennent les réponses).',
  'cannot-go-on':
    'Cette étude ne peut pas continuer, car ses réponses n’iraient pas ensemble : {differences}. Ce qu’elle a jusqu’ici est conservé. Rétablissez cela, ou commencez une nouvelle étude.',
  'other-tab':
    'Cette étude est en cours dans un autre onglet. Regardez-la là-bas, ou mettez-la en pause et continuez ici.',
  'not-stored': 'Cette étude n’est plus enregistrée. Commencez-en une nouvelle.',
  'other-corpus':
    'Un autre corpus a été choisi pendant une étude sur « {corpus} ». L’étude est en pause et tout ce qui est fait est conservé. Choisissez de nouveau « {corpus} » pour continuer.',
  'other-model':
    'Le {reader} de cette étude est {before}, et {now} vient d’être choisi : ses réponses n’iraient pas ensemble. L’étude est en pause et tout ce qui est fait est conservé. Choisissez de nouveau {before} pour continuer.',
  'other-backend':
    'Le {reader} a commencé cette étude sur {before} et fonctionne maintenant sur {now} : ses réponses n’iraient pas ensemble. L’étude est en pause et tout ce qui est fait est conservé. Rechargez la page pour continuer.',
  unreadable:
    'Ce fichier n’est pas une étude lisible : {reason}. Rien n’a été changé. Choisissez un fichier JSON écrit par cette page ou par `npm run study`.',
  'not-json': 'ce n’est pas du JSON',
  'question-missing': 'une réponse se rapporte à la question {question}, absente du fichier',
  'passage-missing': 'le passage {passage} est absent du fichier',

  'corpus-differs': 'le corpus était {before}, c’est maintenant {now} ou une autre version',
  'embedder-differs': 'le modèle de plongement a changé',
  'model-differs': 'le {reader} était {before}, c’est maintenant un autre ou une autre version',
  'backend-differs': 'le {reader} fonctionnait sur {before}, maintenant sur {now}',
  'length-differs': 'la longueur permise des réponses est différente',
} as const;
