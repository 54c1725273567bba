export const memory = {
  title: 'Ce que chaque lecteur transporte',
  cancel: 'Annuler',
  'ask-again': 'Redemander et regarder',
  begins: 'Une ligne commence là où le lecteur a repris ce qu’il avait déjà lu.',
  'nothing-yet': '{reader} : rien pour l’instant',
  line: '{reader} : de {first} à {from} tokens jusqu’à {last} à {to}',
  'axis-start': '0 token, 0 o',
  tokens: { one: '{count} token', other: '{count} tokens' },
  state: {
    one: 'd’état, comme au premier token, après {count} token',
    other: 'd’état, comme au premier token, après {count} tokens',
  },
  cache: {
    one: 'de cache après {count} token',
    other: 'de cache après {count} tokens',
  },
  waits: 'attend',

  computed:
    'Calculé, non mesuré : le même prompt avec {k} passages et des modèles de 2,8 milliards de poids',
  'large-state': 'Mamba 2.8B, état',
  'state-formula': 'couches × canaux × (états + longueur du filtre − 1) × octets',
  'large-cache': 'Pythia 2.8B, cache après {tokens} tokens',
  'cache-formula': '2 × couches × largeur × tokens × octets',
  times:
    '{times} fois plus. Tokens : ce prompt avec {k} passages de sa longueur moyenne. Les barres sont à l’échelle.',
} as const;
