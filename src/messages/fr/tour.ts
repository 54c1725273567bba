export const tour = {
  title: 'Visite guidée',
  step: 'Étape {step} sur {steps}',
  back: 'Retour',
  next: 'Suivant',
  skip: 'Passer',
  finish: 'Terminer',
  end: 'Quitter la visite',
  working: 'La page travaille…',
  stopped: 'Cette étape n’est pas allée à son terme.',
  failed: 'Cette étape a échoué ; le message sur la page dit pourquoi.',
  again: 'Recommencer l’étape',

  'question.title': 'Une question',
  'question.text':
    'Quelqu’un demande. Aucun des lecteurs n’a Internet : ils ont ce que l’entraînement a laissé dans leurs poids, et le texte que la page leur donne.',
  'question.fact': 'La page peut chercher dans {passages} passages d’une encyclopédie.',
  'retrieved.title': 'Ce qui est trouvé',
  'retrieved.text':
    'La question est devenue {dimensions} nombres, comme chaque passage auparavant. On prend les {k} passages dont les nombres pointent dans la direction la plus semblable. Semblable ne veut pas dire vrai.',
  'retrieved.fact':
    'Le plus proche est « {title} », avec une similarité de {similarity}. Plongement et recherche ont pris {time}.',
  'prompt.title': 'Le prompt',
  'prompt.text':
    'La question, les passages et encore la question deviennent un seul texte, le même pour les deux lecteurs. Ils le lisent par morceaux de mots, les tokens.',
  'prompt.fact':
    'Ce prompt a {tokens} tokens. Voici ce que le lecteur a reçu, jusqu’au dernier signe.',
  'answers.title': 'Deux réponses',
  'answers.text':
    'Pour chaque mot qu’il écrit, le Transformer regarde de nouveau tous les tokens. Mamba a lu une fois de gauche à droite et n’a plus que l’état qu’il transporte.',
  'answers.fact-right': '{reader} : « {answer} », et c’est juste.',
  'answers.fact-wrong': '{reader} : « {answer} », et c’est faux.',
  'answers.fact': '{reader} : « {answer} ».',
  'more.title': 'Plus de passages',
  'more.text':
    'k passe de {from} à {to}. Les nouveaux passages viennent après les anciens : les deux lecteurs repartent de ce qu’ils ont gardé et ne lisent que le nouveau.',
  'reused.fact': '{reader} a réutilisé {reused} tokens sur {tokens} et lu le reste en {time}.',
  'moved.title': 'Un autre ordre',
  'moved.text':
    'Le deuxième passage est monté en tête. On ne peut réutiliser que ce qui précède le changement : presque tout est relu. La réponse peut changer aussi.',
  'memory.title': 'Ce qu’ils transportent',
  'memory.text':
    'Le Transformer garde quelque chose de chaque token : son cache grandit avec le texte. L’état de Mamba a une taille fixe ; il doit donc choisir ce qu’il oublie.',
  'memory.fact-same': '{reader} : {now}, à {before} comme à {after} tokens.',
  'memory.fact-grown': '{reader} : {then} à {before} tokens, {now} à {after} tokens.',
  'memory.fact': '{reader} : {now} à {after} tokens.',
  'fails.title': 'Une question qui échoue',
  'fails.text':
    'Ces lecteurs sont petits et se trompent souvent. Quand une réponse est fausse, cherchez l’endroit : le bon texte n’a-t-il pas été trouvé, ou a-t-il été trouvé sans être compris ?',
  'fails.fact-not-found':
    'Aucun des {passages} passages ne contient la réponse (« {answer} »). La recherche l’a manquée ; un lecteur ne peut pas copier ce qu’il n’a pas reçu.',
  'fails.fact-not-used':
    'La réponse (« {answer} ») figure dans le passage {places}. La recherche l’a trouvée ; l’erreur de lecture vient de : {readers}.',
  'fails.fact-right':
    'Cette fois, les deux ont raison (« {answer} ») : ce que vous voyez est calculé en direct.',
} as const;
