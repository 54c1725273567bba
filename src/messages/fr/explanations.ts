export const explanations = {
  'attention-see':
    'Le poids de chaque mot du prompt au moment où un mot de la réponse est choisi : plus la teinte est forte et le trait du dessous épais, plus il est grand.',
  'attention-matters':
    'Un Transformer regarde de nouveau chaque mot ; un Mamba ne le peut pas, mais sa récurrence peut aussi s’écrire comme un tel poids : on peut donc les mettre côte à côte.',
  'attention-not-shown':
    'Pourquoi la réponse est celle-là : le poids d’un mot ne prouve pas qu’il a décidé, et le premier token prend souvent ce dont aucun autre n’a besoin. Les poids d’un Mamba ont un signe ; seule leur grandeur est dessinée.',
  'selection-see':
    'Sous chaque passage du Mamba, une ligne par couche : plus c’est sombre, plus sa porte Δ s’ouvre pour ce mot. « Reste » est la part de ce qu’un passage a écrit dans l’état qui ne s’est pas effacée quand la réponse commence.',
  'selection-matters':
    'Un état de taille fixe doit choisir en lisant : une porte grande ouverte prend un mot et laisse pâlir les plus anciens, une porte fermée passe dessus.',
  'selection-not-shown':
    'Ce qui a été écrit dans l’état, ni si la réponse pouvait l’y lire ; les deux nombres sont des moyennes sur beaucoup de canaux très différents.',
  'influence-see':
    'À quel point un lecteur trouve sa propre réponse moins probable quand on écarte un passage : les barres à droite sont les passages sur lesquels la réponse repose, celles à gauche, les passages qui la gênaient.',
  'influence-matters':
    'Cela teste une cause, ce que les poids ne peuvent pas : le prompt est relu sans le passage, par les deux lecteurs de la même façon.',
  'influence-not-shown':
    'Ce que deux passages font ensemble : si les deux contiennent la réponse, en écarter un change peu. Cela déplace aussi les passages suivants.',
  'memory-see':
    'Les octets que chaque lecteur a transportés d’un token à l’autre en lisant et en écrivant, mesurés lors de la dernière exécution et dessinés à la même échelle.',
  'memory-matters':
    'Le cache grandit à chaque token et doit être parcouru pour chaque token suivant ; l’état garde sa taille, quoi qu’on ait lu.',
  'memory-not-shown':
    'Les poids, que les deux portent en plus, et ce que l’état a dû oublier pour cela : le cache garde chaque mot.',
} as const;
