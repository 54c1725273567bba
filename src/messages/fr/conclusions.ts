export const conclusions = {
  title: 'Ce que l’on sait, et avec quelle certitude',
  'not-complete': 'Pas encore complet :',
  'may-change': 'cela vaut pour les réponses obtenues jusqu’ici et peut changer.',
  'kind-differs': 'Ce que montrent les données',
  'kind-cannot tell': 'Ce que les données ne permettent pas de dire',
  'kind-fact': 'D’où viennent les réponses fausses',
  'scope-held-out':
    'Juste signifie : une réponse acceptée figure dans la sortie, selon la normalisation de TriviaQA. {answered} questions sur les {questions} mises à part de « {corpus} », graine {seed} ; {readers}. Cela vaut pour ces lecteurs sur ces questions, non pour tout Mamba et tout Transformer.',
  'scope-all':
    'Juste signifie : une réponse acceptée figure dans la sortie, selon la normalisation de TriviaQA. {answered} questions sur les {questions} de « {corpus} », graine {seed} ; {readers}. Cela vaut pour ces lecteurs sur ces questions, non pour tout Mamba et tout Transformer.',
  'reader-on': '{model} sur {device}',

  better:
    'À {condition}, {better} a plus souvent raison : {share} % contre {other} % de {questions} questions (p = {p} après {tests}).',
  holm: {
    one: 'correction de Holm pour {count} test',
    other: 'correction de Holm pour {count} tests',
  },
  'may-be-chance':
    'À {conditions}, la différence entre les lecteurs peut être due au hasard. Des différences allant jusqu’à {widest} points y sont compatibles avec les données : ne pas montrer de différence ne veut pas dire qu’il n’y en a pas.',
  quoted: '« {label} »',
  loses: '{reader} perd en passant de {from} à {to} : {change} points, {interval} ({counts}).',
  gains: '{reader} gagne en passant de {from} à {to} : {change} points, {interval} ({counts}).',
  'change-unclear':
    'On ne peut pas dire si {reader} gagne ou perd en passant de {from} à {to} : {change} points, {interval} ({counts}).',
  interval: 'intervalle à 95 % de {low} à {high}',
  counts: 'questions perdues : {lost}, gagnées : {gained} ; p = {p} après {tests}',
  'wrong-because':
    'Réponses fausses de {reader} à {condition} : {wrong}. Sans passage contenant la réponse : {retrieval} ; avec un tel passage dans la longueur d’entraînement : {misread} ; avec un tel passage, mais dans un prompt plus long que tous ceux de l’entraînement : {overflow}.',
  'p-below': 'moins de {limit}',
} as const;
